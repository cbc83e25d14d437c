/** Long enough to gather a burst into one sentence, short enough to be heard as its cause. */
const GATHER_MILLIS = 400;

/** Nobody listens to more of one event. */
const SPOKEN_CHARACTERS = 120;

/** Tells a screen reader what arrived for whom, a burst as one sentence. */
export class Announcer {
  #element;
  #arrivals = new Map();
  #timer = 0;

  constructor(element) {
    this.#element = element;
  }

  arrived(email, what) {
    const { count = 0 } = this.#arrivals.get(email) ?? {};
    this.#arrivals.set(email, { count: count + 1, what: what.slice(0, SPOKEN_CHARACTERS) });
    this.#timer ||= setTimeout(() => this.#speak(), GATHER_MILLIS);
  }

  #speak() {
    this.#element.textContent = Array.from(this.#arrivals, ([email, { count, what }]) =>
      count === 1 ? `${email} received ${what}.` : `${email} received ${count} events.`).join(" ");
    this.#arrivals.clear();
    this.#timer = 0;
  }
}
