import { PUBLISH_URL, jsonHeaders, problemOf, publishBody } from "./hub-api.js";

/** A local hub answers in milliseconds: a request this old is most likely still queued inside the browser. */
const SLOW_MILLIS = 4000;

/** Publishes one event for one e-mail and shows the hub's answer. */
export class PublishForm {
  onChange = () => {};
  onPublishing = () => {};
  onPublished = () => {};
  onTokenNeeded = () => {};

  #email;
  #data;
  #token;
  #picks;
  #answer;

  constructor(form) {
    this.#email = form.elements.email;
    this.#data = form.elements.data;
    this.#token = form.elements.token;
    this.#picks = form.querySelector(".picks");
    this.#answer = form.querySelector(".answer");
    form.addEventListener("input", () => this.onChange());
    form.addEventListener("submit", (submit) => {
      submit.preventDefault();
      this.#publish();
    });
  }

  get email() {
    return this.#email.value.trim();
  }

  get dataJson() {
    return this.#data.value;
  }

  /** Offers the clients' e-mails, so that trying the next one is one click. */
  offer(emails) {
    this.#picks.replaceChildren(...Array.from(new Set(emails), (email) => {
      const pick = document.createElement("button");
      pick.type = "button";
      pick.className = "quiet";
      pick.textContent = email;
      pick.addEventListener("click", () => {
        this.#email.value = email;
        this.onChange();
      });
      return pick;
    }));
  }

  async #publish() {
    const { email, dataJson } = this;
    try {
      JSON.parse(dataJson);
    } catch (error) {
      this.#show("problem", `The data is not JSON: ${error.message}`);
      this.#data.focus();
      return;
    }
    this.#show("pending", "Publishing");
    this.onPublishing();
    const slow = setTimeout(() => this.#show("pending", "Still no answer. Browsers open only six connections to one host: "
      + "is this page open in another tab?"), SLOW_MILLIS);
    try {
      const headers = jsonHeaders(this.#token.value.trim());
      const response = await fetch(PUBLISH_URL, { method: "POST", headers, body: publishBody(email, dataJson) });
      if (response.status === 401) this.onTokenNeeded();
      if (!response.ok) {
        this.#show("problem", await problemOf(response));
        return;
      }
      const { id } = await response.json();
      this.#show("done", `Published for ${email} as ${id}`);
      this.onPublished(id, email);
    } catch {
      this.#show("problem", "The hub cannot be reached");
    } finally {
      clearTimeout(slow);
    }
  }

  #show(state, text) {
    this.#answer.dataset.state = state;
    this.#answer.textContent = text;
  }
}
