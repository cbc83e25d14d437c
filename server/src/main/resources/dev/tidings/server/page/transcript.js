/** What one client keeps of its stream; older text goes first. */
const KEPT_CHARACTERS = 65536;

/** A client's stream as text: what was received, untouched, and the page's own remarks on their own lines. */
export class Transcript {
  /** Told of every new part; whoever shows this transcript sets it. */
  onAppend = null;

  #parts = [];
  #length = 0;
  #atLineStart = true;

  get parts() {
    return this.#parts;
  }

  received(text) {
    this.#append({ kind: "received", text });
  }

  remark(text) {
    this.#append({ kind: "remark", text: `${this.#atLineStart ? "" : "\n"}${text}\n` });
  }

  #append(part) {
    if (part.text === "") return;
    this.#parts.push(part);
    this.#length += part.text.length;
    this.#atLineStart = part.text.endsWith("\n");
    while (this.#length > KEPT_CHARACTERS && this.#parts.length > 1) this.#length -= this.#parts.shift().text.length;
    this.onAppend?.(part);
  }
}
