/** The hub's HTTP interface, as far as this page uses it. */

export const TOPIC = "filter.verified";

export const PUBLISH_URL = new URL("events", document.baseURI);

export const TICKETS_URL = new URL("tickets", document.baseURI);

/** What will not change by asking again. */
export class Refusal extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

export function subscribeUrl(email) {
  return new URL(`sse?topic=${TOPIC}&email=${encodeURIComponent(email)}`, document.baseURI);
}

/** Asks for a ticket that reads the same as {@link subscribeUrl}. */
export function ticketBody(email) {
  return JSON.stringify({ endpoint: "/sse", topics: [TOPIC], attributes: { email } });
}

/** A ticket's place in a URL that is shown: who reads it there could read the events, too. */
export function withoutTicket({ pathname, search }) {
  return pathname + search.replace(/\bticket=[^&]*/, "ticket=…");
}

/** The data goes in as it was typed, so that no number is rounded on its way through JavaScript. */
export function publishBody(email, dataJson) {
  return `{"topic":"${TOPIC}","attributes":{"email":${JSON.stringify(email)}},"data":${dataJson.trim()}}`;
}

/** The header fields of a JSON body, and of who sends it; nobody without a token. */
export function jsonHeaders(token) {
  const headers = { "Content-Type": "application/json" };
  if (token) headers.Authorization = `Bearer ${token}`;
  return headers;
}

/** What a refusal says of itself (RFC 9457), else its status. */
export async function problemOf(response) {
  const problem = await response.json().catch(() => null);
  return `Refused (${response.status})${problem?.detail ? `: ${problem.detail}` : ""}`;
}
