/** Nodes on screen; a transcript that has more is shown from its newest parts. */
const SHOWN_PARTS = 2000;

/** Shows the transcript of the selected client, and the choice of clients. Follows the end unless one has scrolled up. */
export class RawView {
  selected = null;
  onSelect = () => {};

  #pre;
  #choice;

  constructor(pre, choice) {
    this.#pre = pre;
    this.#choice = choice;
  }

  /** Offers these clients; keeps the selected one if it is still among them. */
  offer(clients) {
    this.#choice.querySelectorAll("label").forEach((label) => label.remove());
    if (!clients.includes(this.selected)) this.select(clients[0]);
    for (const client of clients) {
      const label = document.createElement("label");
      const radio = document.createElement("input");
      radio.type = "radio";
      radio.name = "raw-client";
      radio.value = client.email;
      radio.checked = client === this.selected;
      radio.addEventListener("change", () => this.select(client));
      const name = document.createElement("span");
      name.textContent = client.email;
      label.append(radio, name);
      this.#choice.append(label);
    }
  }

  select(client) {
    if (this.selected) this.selected.transcript.onAppend = null;
    this.selected = client;
    this.#pre.replaceChildren(...client.transcript.parts.slice(-SHOWN_PARTS).map(nodeOf));
    this.#pre.scrollTop = this.#pre.scrollHeight;
    client.transcript.onAppend = (part) => this.#append(part);
    this.onSelect(client);
  }

  #append(part) {
    const pre = this.#pre;
    const follows = pre.scrollHeight - pre.scrollTop - pre.clientHeight < 24;
    pre.append(nodeOf(part));
    if (pre.childNodes.length > SHOWN_PARTS) pre.firstChild.remove();
    if (follows) pre.scrollTop = pre.scrollHeight;
  }
}

function nodeOf({ kind, text }) {
  const span = document.createElement("span");
  span.className = kind;
  span.textContent = text;
  return span;
}
