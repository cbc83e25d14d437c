import { Announcer } from "./announcer.js";
import { ClientCard } from "./client-card.js";
import { Ledger } from "./ledger.js";
import { PublishForm } from "./publish-form.js";
import { RawView } from "./raw-view.js";
import { Snippets } from "./snippets.js";

/** Over HTTP/1.1 a browser opens six connections to one host: one is for publishing, one for what a reader tries. */
const MOST_CLIENTS = 4;

/** The first two are the demonstration, the others are offered to whoever adds a client. */
const NAMES = ["ann", "bob", "carol", "dave"];
const SEED_CLIENTS = 2;

const byId = (id) => document.getElementById(id);

const ledger = new Ledger();
const announcer = new Announcer(byId("announcer"));
const rawView = new RawView(byId("raw"), byId("raw-clients"));
const publishForm = new PublishForm(byId("publish"));
const snippets = new Snippets(byId("snippets"));
const clients = new Map();

publishForm.onPublishing = () => clients.forEach((client) => client.endCatchUp());
publishForm.onPublished = (id, email) => ledger.record(id, email);
publishForm.onChange = () => snippets.showPublish(publishForm.email, publishForm.dataJson);
publishForm.onTokenNeeded = showTokens;
rawView.onSelect = (client) => snippets.showSubscribe(client.email);
byId("add-client").addEventListener("click", () => addClient().element.querySelector(".email").focus());

for (let i = 0; i < SEED_CLIENTS; i++) addClient();
publishForm.onChange();

function addClient() {
  const number = NAMES.findIndex((_, index) => !clients.has(index + 1)) + 1;
  const client = new ClientCard({
    template: byId("client-template"),
    number,
    email: `${NAMES[number - 1]}@example.com`,
    removable: number > SEED_CLIENTS,
    ledger,
    announcer,
  });
  client.onRename = showClients;
  client.onRemove = () => removeClient(number);
  client.onTokenNeeded = showTokens;
  clients.set(number, client);
  byId("clients").append(client.element);
  showClients();
  client.connect();
  return client;
}

function removeClient(number) {
  const client = clients.get(number);
  clients.delete(number);
  client.dispose();
  client.element.remove();
  showClients();
  byId("add-client").focus();
}

/** The hub has refused somebody who brought nothing: from now on this page asks for tokens. */
function showTokens() {
  document.body.classList.add("signed-in");
  snippets.useTokens();
}

function showClients() {
  const shown = [...clients.values()];
  rawView.offer(shown);
  snippets.showSubscribe(rawView.selected.email);
  publishForm.offer(shown.map((client) => client.email));
  byId("add-client").disabled = shown.length >= MOST_CLIENTS;
  byId("client-limit").hidden = shown.length < MOST_CLIENTS;
}
