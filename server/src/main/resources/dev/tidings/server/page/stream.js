import { EventDecoder } from "./decoder.js";
import { Refusal, problemOf } from "./hub-api.js";

/** What the standard leaves to the browser until a server sends `retry:`. */
const DEFAULT_RETRY_MILLIS = 3000;

/**
 * An EventSource that shows its work: one streaming fetch whose text goes to the observer as received, and as events.
 * Reconnects by the standard's rules, with the last id and the server's own `retry` time. Closing keeps the id, so that
 * opening again resumes.
 *
 * The observer is told: connecting(), asking(url, lastEventId), opened(response), received(text), event(event),
 * waiting(reason, retryMillis), failed(refusal).
 */
export class EventStream {
  #address;
  #observer;
  #connection = null;
  #lastEventId = "";
  #retryMillis = DEFAULT_RETRY_MILLIS;

  /** @param address gives the URL to ask, anew for each connection; a Refusal that it throws is for good */
  constructor(address, observer) {
    this.#address = address;
    this.#observer = observer;
  }

  get lastEventId() {
    return this.#lastEventId;
  }

  open() {
    if (this.#connection) return;
    this.#connection = new AbortController();
    this.#run(this.#connection.signal);
  }

  /** Nothing is told to the observer after this. */
  close() {
    this.#connection?.abort();
    this.#connection = null;
  }

  async #run(signal) {
    while (!signal.aborted) {
      const end = await this.#connect(signal);
      if (signal.aborted) return;
      if (end.refusal) {
        this.#connection = null;
        this.#observer.failed(end.refusal);
        return;
      }
      this.#observer.waiting(end.reason, this.#retryMillis);
      await pause(this.#retryMillis, signal);
    }
  }

  async #connect(signal) {
    this.#observer.connecting();
    let response;
    try {
      const url = await this.#address(signal);
      if (signal.aborted) return {};
      this.#observer.asking(url, this.#lastEventId);
      response = await fetch(url, { headers: this.#headers(), cache: "no-store", signal });
      await requireStream(response);
    } catch (error) {
      return error instanceof Refusal ? { refusal: error } : { reason: "The hub cannot be reached" };
    }
    if (signal.aborted) return {};

    this.#observer.opened(response);
    try {
      await this.#read(response.body, signal);
      return { reason: "The hub ended the stream" };
    } catch {
      return { reason: "The connection broke" };
    }
  }

  async #read(body, signal) {
    const decoder = new EventDecoder({
      lastEventId: this.#lastEventId,
      onEvent: (event) => signal.aborted || this.#observer.event(event),
      onRetry: (millis) => (this.#retryMillis = millis),
    });
    const text = new TextDecoder();
    const reader = body.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done || signal.aborted) return;
      const chunk = text.decode(value, { stream: true });
      this.#observer.received(chunk);
      decoder.push(chunk);
      this.#lastEventId = decoder.lastEventId;
    }
  }

  #headers() {
    const headers = { Accept: "text/event-stream" };
    if (this.#lastEventId) headers["Last-Event-ID"] = utf8AsHeader(this.#lastEventId);
    return headers;
  }
}

/** Refuses an answer that would end an EventSource for good. */
async function requireStream(response) {
  const { status } = response;
  if (status !== 200) throw new Refusal(status, await problemOf(response));
  const type = (response.headers.get("Content-Type") ?? "").split(";")[0].trim().toLowerCase();
  if (type !== "text/event-stream") {
    throw new Refusal(status, `Not an event stream but ${type || "an answer without a type"}`);
  }
}

/** fetch takes a header as one character per byte. */
function utf8AsHeader(text) {
  return Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join("");
}

function pause(millis, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, millis);
    signal.addEventListener("abort", () => (clearTimeout(timer), resolve()), { once: true });
  });
}
