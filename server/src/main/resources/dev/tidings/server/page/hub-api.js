/** The hub's HTTP interface, as far as this page uses it. */

export const TOPIC = "filter.verified";

export const PUBLISH_URL = new URL("events", document.baseURI);

export function subscribeUrl(email) {
  return new URL(`sse?topic=${TOPIC}&email=${encodeURIComponent(email)}`, document.baseURI);
}

/** The data goes in as it was typed, so that no number is rounded on its way through JavaScript. */
export function publishBody(email, dataJson) {
  return `{"topic":"${TOPIC}","attributes":{"email":${JSON.stringify(email)}},"data":${dataJson.trim()}}`;
}

/** What a refusal says of itself (RFC 9457), else its status. */
export async function problemOf(response) {
  const problem = await response.json().catch(() => null);
  return `Refused (${response.status})${problem?.detail ? `: ${problem.detail}` : ""}`;
}
