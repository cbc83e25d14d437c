/** What the hub says about the stream itself (types that begin with `tidings.`), in words. */

const GAPS = {
  expired: (after) => `Some events after ${after} are no longer kept.`,
  lost: (after) => `Some events after ${after} were lost when the hub ended.`,
  unknown: (after) => `The hub does not know ${after}: its log began anew.`,
};

const CLOSINGS = {
  expired: "The hub ended the stream: the permission ran out.",
  revoked: "The hub ended the stream: the permission was taken back.",
  behind: "The hub ended the stream: this client read too slowly.",
};

/** The sentence for such an event; null for an ordinary one. */
export function inWords({ type, data }) {
  if (type !== "tidings.gap" && type !== "tidings.closed") return null;
  const { reason, after } = parsed(data);
  if (type === "tidings.closed") return CLOSINGS[reason] ?? "The hub ended the stream.";
  const gap = GAPS[reason] ?? ((id) => `Some events after ${id} are missing.`);
  return `Gap. ${gap(after ?? "the last id")} From here on nothing is missing.`;
}

export function events(count) {
  return count === 1 ? "event" : "events";
}

function parsed(json) {
  try {
    return JSON.parse(json) ?? {};
  } catch {
    return {};
  }
}
