/**
 * Turns the text of an event stream into events, as the HTML standard's chapter 9.2 asks. Push decoder: text may be cut
 * anywhere. One decoder serves one connection; what is incomplete when the connection ends is thrown away with it.
 */
export class EventDecoder {
  /** What to send as Last-Event-ID: committed by a blank line, also by one that dispatches nothing. */
  lastEventId;

  #onEvent;
  #onRetry;
  #line = "";
  #swallowLineFeed = false;
  #data = "";
  #type = "";
  #id;

  constructor({ lastEventId = "", onEvent, onRetry }) {
    this.lastEventId = lastEventId;
    this.#id = lastEventId;
    this.#onEvent = onEvent;
    this.#onRetry = onRetry;
  }

  push(text) {
    let start = 0;
    if (this.#swallowLineFeed && text.length > 0) {
      start = text[0] === "\n" ? 1 : 0;
      this.#swallowLineFeed = false;
    }
    for (let i = start; i < text.length; i++) {
      const char = text[i];
      if (char !== "\n" && char !== "\r") continue;
      const line = this.#line + text.slice(start, i);
      this.#line = "";
      if (char === "\r") {
        // A CR ends its line now, even if the LF that belongs to it is still on its way.
        if (i + 1 === text.length) this.#swallowLineFeed = true;
        else if (text[i + 1] === "\n") i++;
      }
      start = i + 1;
      this.#take(line);
    }
    this.#line += text.slice(start);
  }

  #take(line) {
    if (line === "") {
      this.#dispatch();
      return;
    }
    const colon = line.indexOf(":");
    if (colon === 0) return;
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(line[colon + 1] === " " ? colon + 2 : colon + 1);
    switch (name) {
      case "data":
        this.#data += value + "\n";
        break;
      case "event":
        this.#type = value;
        break;
      case "id":
        if (!value.includes("\0")) this.#id = value;
        break;
      case "retry":
        if (/^[0-9]+$/.test(value)) this.#onRetry(Number(value));
        break;
    }
  }

  #dispatch() {
    this.lastEventId = this.#id;
    const data = this.#data;
    const type = this.#type || "message";
    this.#data = "";
    this.#type = "";
    if (data !== "") this.#onEvent({ type, data: data.slice(0, -1), lastEventId: this.lastEventId });
  }
}
