import { EventStream } from "./stream.js";
import { EventList } from "./event-list.js";
import { Transcript } from "./transcript.js";
import { Refusal, TICKETS_URL, jsonHeaders, problemOf, subscribeUrl, ticketBody, withoutTicket } from "./hub-api.js";
import { events, inWords } from "./words.js";

/**
 * A missed event follows the answer's head without a pause; what comes after one this long is taken for live, unless this page
 * knew of it before.
 */
const CATCH_UP_PAUSE_MILLIS = 500;

/** A local hub answers in milliseconds: a request this old is most likely still queued inside the browser. */
const SLOW_MILLIS = 4000;

const LIT_MILLIS = 2500;

/**
 * One client: an e-mail, its stream, and what arrived. With a token it gets a ticket for each connection.
 *
 *    idle --connect--> connecting --> open --ended--> waiting --retry--> connecting
 *      ^------------------ disconnect, from any ------------'
 *    failed: the hub refused for good; connect tries again
 */
export class ClientCard {
  element;
  transcript = new Transcript();
  email = "";
  onRename = () => {};
  onTokenNeeded = () => {};
  onRemove = () => {};

  #ledger;
  #announcer;
  #forget;
  #list;
  #stream = null;
  #token = "";
  #received = 0;
  #ledgerTotalBefore = 0;
  #ledgerMineBefore = 0;
  #ledgerTotalAtConnect = 0;
  #lostInGaps = 0;
  #catchingUp = false;
  #lastBytesAt = 0;
  #slowTimer = 0;
  #litTimer = 0;

  constructor({ template, number, email, removable, ledger, announcer }) {
    this.element = template.content.firstElementChild.cloneNode(true);
    this.#ledger = ledger;
    this.#announcer = announcer;
    this.#list = new EventList(this.#part(".events"));
    this.#forget = ledger.onChange(() => this.#showTally());

    const title = this.#part(".name");
    title.textContent = `Client ${number}`;
    title.id = `client-${number}`;
    this.element.setAttribute("aria-labelledby", title.id);
    this.#input.value = email;
    this.#part(".who").addEventListener("input", () => this.#showButton());
    this.#part(".who").addEventListener("submit", (submit) => {
      submit.preventDefault();
      if (this.#offersConnect) this.connect();
      else this.disconnect();
    });
    const remove = this.#part(".remove");
    remove.hidden = !removable;
    remove.setAttribute("aria-label", `Remove client ${number}`);
    remove.addEventListener("click", () => this.onRemove());
    this.#use(email);
    this.#enter("idle", "Disconnected");
  }

  /** With the e-mail as before it resumes; with another it begins a new subscription. */
  connect() {
    const email = this.#input.value.trim();
    if (email === "") return;
    if (email !== this.email) this.#use(email);
    this.#stream.close();
    this.#token = this.#typedToken;
    this.#stream.open();
  }

  disconnect() {
    this.#stream.close();
    const id = this.#stream.lastEventId;
    this.transcript.remark(`* disconnected by you${id ? `; last id ${id}` : ""}\n`);
    this.#enter("idle", "Disconnected");
  }

  /** What is published from now on is live, however soon after a resume. */
  endCatchUp() {
    if (this.element.dataset.state === "open") this.#catchingUp = false;
  }

  dispose() {
    this.#stream.close();
    this.#forget();
    clearTimeout(this.#slowTimer);
    clearTimeout(this.#litTimer);
  }

  #use(email) {
    this.#stream?.close();
    this.#stream = new EventStream((signal) => this.#address(email, signal), this.#observer());
    this.email = email;
    this.element.dataset.email = email;
    this.#input.value = email;
    this.#received = 0;
    this.#ledgerTotalBefore = this.#ledger.total;
    this.#ledgerMineBefore = this.#ledger.countFor(email);
    this.#lostInGaps = 0;
    this.#list.clear();
    this.#showTally();
    this.onRename();
  }

  async #address(email, signal) {
    if (this.#token === "") return subscribeUrl(email);
    this.transcript.remark(`> POST ${TICKETS_URL.pathname} ${ticketBody(email)}`);
    const headers = jsonHeaders(this.#token);
    const response = await fetch(TICKETS_URL, { method: "POST", headers, body: ticketBody(email), signal });
    if (response.status >= 500) throw new Error(`no ticket: ${response.status}`);
    if (!response.ok) throw new Refusal(response.status, await problemOf(response));
    const { url, expiresAt } = await response.json();
    this.transcript.remark(`< a ticket that expires at ${new Date(expiresAt).toLocaleTimeString()}`);
    return new URL(url, document.baseURI);
  }

  #observer() {
    return {
      connecting: () => {
        this.#ledgerTotalAtConnect = this.#ledger.total;
        this.#enter("connecting", "Connecting");
        this.#slowTimer = setTimeout(() => this.#say("Still no answer. Browsers open only six connections to one host: "
          + "is this page open in another tab?"), SLOW_MILLIS);
      },
      asking: (url, lastEventId) => {
        this.transcript.remark(`> GET ${withoutTicket(url)}`);
        if (lastEventId) this.transcript.remark(`> Last-Event-ID: ${lastEventId}`);
        this.#catchingUp = lastEventId !== "";
      },
      opened: (response) => {
        this.transcript.remark(`< ${response.status} ${response.headers.get("Content-Type")}\n`);
        this.#lastBytesAt = performance.now();
        this.#enter("open", "Connected");
      },
      received: (text) => {
        const now = performance.now();
        if (now - this.#lastBytesAt > CATCH_UP_PAUSE_MILLIS) this.#catchingUp = false;
        this.#lastBytesAt = now;
        this.transcript.received(text);
      },
      event: (event) => this.#take(event),
      waiting: (reason, retryMillis) => {
        const seconds = (retryMillis / 1000).toFixed(1);
        this.transcript.remark(`* ${reason.toLowerCase()}; again in ${seconds} s`);
        this.#enter("waiting", `Reconnecting in ${seconds} s`);
        this.#say(`${reason}. The client comes back by itself and resumes.`);
      },
      failed: ({ status, message }) => {
        this.transcript.remark(`* ${message}`);
        if (status === 401 && this.#token === "") {
          this.#enter("idle", "Needs a token");
          this.onTokenNeeded();
          return;
        }
        this.#enter("failed", "Refused");
        this.#say(message);
      },
    };
  }

  #take(event) {
    const words = inWords(event);
    if (words) {
      this.#list.addNotice(words, event);
      // What fell into a gap will not come, and must not be promised. What comes all the same is taken off again.
      this.#lostInGaps = this.#mine - this.#received;
      this.#announcer.arrived(this.email, words);
      return;
    }
    this.#received++;
    const missed = this.#ledger.knewWithin(event.lastEventId, this.#ledgerTotalAtConnect);
    this.#list.addEvent(event, this.#catchingUp || missed);
    this.#ledger.record(event.lastEventId, this.email);
    this.#announcer.arrived(this.email, event.data);
    this.element.classList.add("lit");
    clearTimeout(this.#litTimer);
    this.#litTimer = setTimeout(() => this.element.classList.remove("lit"), LIT_MILLIS);
  }

  #enter(state, label) {
    clearTimeout(this.#slowTimer);
    this.element.dataset.state = state;
    this.#part(".status").textContent = label;
    this.#part(".trouble").hidden = true;
    this.#showButton();
    this.#showTally();
  }

  #say(trouble) {
    this.#part(".trouble").textContent = trouble;
    this.#part(".trouble").hidden = false;
  }

  #showButton() {
    this.#part(".connect").textContent = this.#offersConnect ? "Connect" : "Disconnect";
  }

  #showTally() {
    const others = this.#ledger.total - this.#ledgerTotalBefore - this.#mine;
    this.#lostInGaps = Math.min(this.#lostInGaps, this.#mine - this.#received);
    const missing = this.element.dataset.state === "idle" ? this.#mine - this.#received - this.#lostInGaps : 0;
    let note = events(this.#received);
    if (missing > 0) note += ` — ${missing} more ${missing === 1 ? "waits" : "wait"}: connect to catch up`;
    else if (this.#received === 0 && others > 0) note += ` — none were for ${this.email}`;
    else if (others > 0) note += ` — ${others} other${others === 1 ? " was" : "s were"} not for ${this.email}`;
    else note += this.#received > 0 ? ` for ${this.email}` : " so far";
    this.#part(".count").textContent = this.#received;
    this.#part(".note").textContent = note;
    this.element.classList.toggle("none", this.#received === 0);
  }

  /** Events for this e-mail that the page knows of since this subscription began, received or not. */
  get #mine() {
    return this.#ledger.countFor(this.email) - this.#ledgerMineBefore;
  }

  get #offersConnect() {
    const { state } = this.element.dataset;
    const isAsTyped = this.#input.value.trim() === this.email && this.#typedToken === this.#token;
    return state === "idle" || state === "failed" || !isAsTyped;
  }

  get #typedToken() {
    return this.#part(".token").value.trim();
  }

  get #input() {
    return this.#part(".email");
  }

  #part(selector) {
    return this.element.querySelector(selector);
  }
}
