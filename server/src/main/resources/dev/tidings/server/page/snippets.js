import { PUBLISH_URL, publishBody, subscribeUrl } from "./hub-api.js";

const SAID_MILLIS = 2000;

/** The lines that do outside this page what it does inside, ready to copy. */
export class Snippets {
  constructor(root) {
    for (const button of root.querySelectorAll(".copy")) {
      const source = document.getElementById(button.dataset.copies);
      button.addEventListener("click", async () => say(button, await copy(source)));
    }
  }

  showSubscribe(email) {
    const { href } = subscribeUrl(email);
    put("snippet-eventsource", `const source = new EventSource(\n  ${JSON.stringify(href)});\n`
      + "source.onmessage = ({ data }) => console.log(JSON.parse(data));");
    put("snippet-subscribe", `curl -N ${shellQuoted(href)}`);
  }

  showPublish(email, dataJson) {
    put("snippet-publish", `curl ${shellQuoted(PUBLISH_URL.href)} \\\n  -H 'Content-Type: application/json' \\\n`
      + `  -d ${shellQuoted(publishBody(email, dataJson))}`);
  }
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
