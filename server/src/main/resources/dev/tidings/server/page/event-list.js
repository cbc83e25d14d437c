/** More than anyone reads; keeps a long demonstration light. */
const SHOWN_EVENTS = 100;

/** Of an event's data; the raw stream shows all of it. */
const SHOWN_CHARACTERS = 500;

/** What arrived at one client, newest first. */
export class EventList {
  #element;

  constructor(element) {
    this.#element = element;
  }

  addEvent({ type, data, lastEventId }, caughtUp) {
    const item = this.#item("event", lastEventId, part("code", "data", shortened(data)));
    if (type !== "message") item.firstChild.append(part("span", "tag", type));
    if (caughtUp) {
      item.classList.add("caught-up");
      item.querySelector(".meta").prepend(part("span", "tag", "caught up"));
    }
    this.#add(item);
  }

  addNotice(words, { type, lastEventId }) {
    const item = this.#item("notice", lastEventId, part("span", "words", words));
    item.dataset.type = type;
    this.#add(item);
  }

  clear() {
    this.#element.replaceChildren();
  }

  #item(kind, id, content) {
    const item = document.createElement("li");
    item.className = kind;
    item.dataset.id = id;
    const meta = part("span", "meta", "");
    meta.append(part("time", "at", new Date().toLocaleTimeString()), part("code", "id", id));
    const main = part("span", "main", "");
    main.append(content);
    item.append(main, meta);
    return item;
  }

  #add(item) {
    this.#element.prepend(item);
    if (this.#element.children.length > SHOWN_EVENTS) this.#element.lastElementChild.remove();
  }
}

function shortened(data) {
  return data.length <= SHOWN_CHARACTERS ? data : `${data.slice(0, SHOWN_CHARACTERS)} … (${data.length} characters)`;
}

function part(name, className, text) {
  const element = document.createElement(name);
  element.className = className;
  element.textContent = text;
  return element;
}
