/** The first pause after a failure is at most this long, each further one twice as long: 0.5-1 s, 1-2 s, ... */
const FIRST_PAUSE_MILLIS = 1000;
const LONGEST_PAUSE_MILLIS = 30_000;
const TICKET_TIMEOUT_MILLIS = 20_000;

/**
 * The events of a Tidings hub in a page: in order, each once, whatever becomes of connections, of tickets and of the hub.
 *
 *    connecting --ticket--> open <--lost, and back--> connecting   by the browser itself, with the same ticket
 *        ^                   |
 *        +------ expired ----+                                     a new ticket, from where the old one ended
 *        +-- waiting <-------+                                     behind, or the browser has given up
 *                refused <---'                                     revoked, or no ticket: until open() is called again
 */
export class TidingsClient {
  #options;
  #source = null;
  #timer = 0;
  #attempt = 0;
  #failures = 0;
  #lastEventId;
  #online = () => this.#source?.readyState === EventSource.OPEN || this.#connect();

  /**
   * hub           where it is: "https://events.example.com"
   * subscription  what to read: { endpoint: "/sse", topics: [...], attributes: {...} }; the last two may be left out
   * token         async () => a token that is still good for a while, or null if nobody is signed in
   * types         the types of events to listen for; "message" are those that were published without a type
   * lastEventId   where to begin, if the page knows it; else with what is published from now on
   * onEvent       ({ type, data, lastEventId }) for each event
   * onGap         ({ reason }) when events may be missing: read your state anew
   * onRefused     (why) when there is nothing more to try: sign in again, then open()
   * onState       ("connecting" | "open" | "waiting" | "refused" | "closed")
   */
  constructor({ types = ["message"], lastEventId = "", onState = () => {}, ...options }) {
    this.#options = { types, onState, ...options };
    this.#lastEventId = lastEventId;
  }

  open() {
    addEventListener("online", this.#online);
    this.#connect();
  }

  close() {
    this.#end("closed");
  }

  async #connect() {
    this.#stop("connecting");
    const attempt = this.#attempt;
    const ticket = await this.#ticket().catch(() => null);
    if (attempt !== this.#attempt) return;
    if (ticket === null) this.#wait();
    else if (ticket.refused) this.#refuse(ticket.refused);
    else this.#listen(ticket);
  }

  /** Fails if it is worth trying again. */
  async #ticket() {
    const { hub, subscription, token } = this.#options;
    const bearer = await token();
    if (!bearer) return { refused: "not signed in" };
    const response = await fetch(new URL("/tickets", hub), {
      method: "POST",
      headers: { "Content-Type": "application/json", Authorization: `Bearer ${bearer}` },
      body: JSON.stringify(subscription),
      signal: AbortSignal.timeout(TICKET_TIMEOUT_MILLIS),
    });
    if (response.ok) return response.json();
    const passes = response.status >= 500 || response.status === 429 || response.status === 408;
    if (passes) throw new Error(`no ticket: ${response.status}`);
    const problem = await response.json().catch(() => ({}));
    return { refused: problem.detail ?? `no ticket: ${response.status}` };
  }

  #listen({ url, lastEventId }) {
    const { hub, types, onState, onEvent, onGap } = this.#options;
    this.#lastEventId ||= lastEventId;
    const address = new URL(url, hub);
    address.searchParams.set("lastEventId", this.#lastEventId);
    const source = new EventSource(address);
    const on = (type, take) => source.addEventListener(type, (event) => {
      this.#lastEventId = event.lastEventId;
      take(event);
    });
    types.forEach((type) => on(type, onEvent));
    on("tidings.gap", ({ data }) => onGap(JSON.parse(data)));
    on("tidings.closed", ({ data }) => this.#closed(JSON.parse(data)));
    source.onopen = () => {
      this.#failures = 0;
      onState("open");
    };
    source.onerror = () => (source.readyState === EventSource.CLOSED ? this.#wait() : onState("connecting"));
    this.#source = source;
  }

  #closed({ reason }) {
    if (reason === "revoked") this.#refuse("revoked");
    else if (reason === "expired") this.#connect();
    else this.#wait();
  }

  #wait() {
    this.#stop("waiting");
    const pause = Math.min(FIRST_PAUSE_MILLIS * 2 ** this.#failures++, LONGEST_PAUSE_MILLIS);
    this.#timer = setTimeout(() => this.#connect(), pause * (0.5 + Math.random() / 2));
  }

  #refuse(why) {
    this.#end("refused");
    this.#options.onRefused(why);
  }

  #end(state) {
    removeEventListener("online", this.#online);
    this.#stop(state);
  }

  /** What is under way comes to nothing. */
  #stop(state) {
    this.#attempt++;
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = null;
    this.#options.onState(state);
  }
}
