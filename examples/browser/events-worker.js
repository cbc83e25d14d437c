import { TidingsClient } from "./tidings-client.js";

const tabs = new BroadcastChannel("events");
const client = new TidingsClient({
  hub: "https://events.example.com",
  subscription: { endpoint: "/sse" },
  token: async () => (await fetch("/token")).text(),
  onEvent: ({ type, data }) => tabs.postMessage(["event", { type, data }]),
  onGap: (gap) => tabs.postMessage(["gap", gap]),
  onRefused: (why) => tabs.postMessage(["refused", why]),
});
client.open();
