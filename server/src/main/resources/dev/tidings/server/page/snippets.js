import { PUBLISH_URL, TICKETS_URL, TOPIC, publishBody, subscribeUrl, ticketBody } from "./hub-api.js";

const SAID_MILLIS = 2000;

const ON_MESSAGE = "source.onmessage = ({ data }) => console.log(JSON.parse(data));";

/** The lines that do outside this page what it does inside, ready to copy. */
export class Snippets {
  #usesTokens = false;
  #subscriber = "";
  #publication = ["", ""];

  constructor(root) {
    for (const button of root.querySelectorAll(".copy")) {
      const source = document.getElementById(button.dataset.copies);
      button.addEventListener("click", async () => say(button, await copy(source)));
    }
  }

  /** From now on the lines take a token from the variable TOKEN, and not from this page: they end in histories. */
  useTokens() {
    if (this.#usesTokens) return;
    this.#usesTokens = true;
    this.showSubscribe(this.#subscriber);
    this.showPublish(...this.#publication);
  }

  showSubscribe(email) {
    this.#subscriber = email;
    const { href } = subscribeUrl(email);
    put("snippet-eventsource", this.#usesTokens ? sourceWithTicket(email) : sourceOf(JSON.stringify(href)));
    put("snippet-subscribe", `curl -N ${this.#authorization()}${shellQuoted(href)}`);
    put("snippet-token", testToken(email));
  }

  showPublish(email, dataJson) {
    this.#publication = [email, dataJson];
    put("snippet-publish", `curl ${shellQuoted(PUBLISH_URL.href)} \\\n  ${this.#authorization()}`
      + `-H 'Content-Type: application/json' \\\n  -d ${shellQuoted(publishBody(email, dataJson))}`);
  }

  #authorization() {
    return this.#usesTokens ? '-H "Authorization: Bearer $TOKEN" \\\n  ' : "";
  }
}

function sourceOf(url) {
  return `const source = new EventSource(\n  ${url});\n${ON_MESSAGE}`;
}

function sourceWithTicket(email) {
  return `const answer = await fetch(${JSON.stringify(TICKETS_URL.href)}, {
  method: "POST",
  headers: { "Content-Type": "application/json", Authorization: \`Bearer \${TOKEN}\` },
  body: JSON.stringify(${ticketBody(email)}),
});
const { url } = await answer.json();
${sourceOf(`new URL(url, ${JSON.stringify(TICKETS_URL.origin)})`)}`;
}

/** For a hub that knows tokens by a secret (HS256): who it is, for an hour, and that it may publish what this page does. */
function testToken(email) {
  const claims = `{"sub":${JSON.stringify(email)},"email":${JSON.stringify(email)},`
    + `"tidings":{"publish":[{"topics":["${TOPIC}"]}]},"exp":`;
  return `b64() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }
head=$(printf '{"alg":"HS256"}' | b64)
body=$(printf '%s%d}' ${shellQuoted(claims)} \\
  $(($(date +%s) + 3600)) | b64)
TOKEN=$head.$body.$(printf '%s' "$head.$body" |
  openssl dgst -sha256 -hmac "$SECRET" -binary | b64)
echo "$TOKEN"`;
}

function put(id, text) {
  document.getElementById(id).textContent = text;
}

function shellQuoted(text) {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** Off loopback and without TLS a browser has no clipboard object; the text is then selected and copied the old way. */
async function copy(source) {
  try {
    await navigator.clipboard.writeText(source.textContent);
    return true;
  } catch {
    getSelection().selectAllChildren(source);
    return document.execCommand("copy");
  }
}

function say(button, copied) {
  const label = button.firstElementChild;
  label.textContent = copied ? "Copied" : "Selected";
  setTimeout(() => (label.textContent = "Copy"), SAID_MILLIS);
}
