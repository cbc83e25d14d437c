/** Ids kept to tell a known event from a new one: far more than are in flight between an answer and its arrival. */
const REMEMBERED_IDS = 1000;

/**
 * What this page knows to have been published, and for whom: from the answers to its own form and from what its clients
 * received. Lets a quiet client say that nothing was for it, and a disconnected one that something waits.
 */
export class Ledger {
  total = 0;
  #emailsById = new Map();
  #placeById = new Map();
  #countByEmail = new Map();
  #listeners = new Set();

  record(id, email) {
    let emails = this.#emailsById.get(id);
    if (!emails) {
      emails = new Set();
      this.#emailsById.set(id, emails);
      this.#placeById.set(id, this.total++);
      if (this.#emailsById.size > REMEMBERED_IDS) this.#forget(this.#emailsById.keys().next().value);
    }
    if (!emails.has(email)) {
      emails.add(email);
      this.#countByEmail.set(email, this.countFor(email) + 1);
    }
    for (const listener of this.#listeners) listener();
  }

  /** Whether this event was known when `total` was so much. */
  knewWithin(id, total) {
    return (this.#placeById.get(id) ?? Infinity) < total;
  }

  countFor(email) {
    return this.#countByEmail.get(email) ?? 0;
  }

  onChange(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #forget(id) {
    this.#emailsById.delete(id);
    this.#placeById.delete(id);
  }
}
