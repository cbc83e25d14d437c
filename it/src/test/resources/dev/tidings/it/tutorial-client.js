// The client of the usual tutorial. What it receives goes into a list instead of into the page.
const url = arguments[0];
const client = (window.client = { received: [], opens: 0, statesAtErrors: [], gaps: [] });

const eventSource = new EventSource(url);
client.eventSource = eventSource;

eventSource.onmessage = ({ data }) => {
  const message = JSON.parse(data);
  client.received.push(message.number);
};

eventSource.onerror = () => {
  client.statesAtErrors.push(eventSource.readyState);
};

// Beyond the tutorial: what a test wants to know, and the one event that says that something may be missing.
eventSource.onopen = () => client.opens++;
eventSource.addEventListener("tidings.gap", ({ type, data }) => client.gaps.push(`${type} ${JSON.parse(data).reason}`));
