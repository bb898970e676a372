/** What the page shows beside the queue: it stands in the address, so that a reload comes back to it. */
export type Place =
  | { readonly kind: "home" | "settings" | "over" }
  | { readonly kind: "handoff"; readonly id: number }
  | { readonly kind: "call"; readonly id: string };

export const HOME: Place = { kind: "home" };

/** The place that an address's part after `#` names; the list for everything else. */
export function placeIn(hash: string): Place {
  const [, kind, id = ""] = hash.replace(/^#/, "").split("/");
  if (kind === "handoffs" && /^\d+$/.test(id)) return { kind: "handoff", id: Number(id) };
  if (kind === "calls" && /^[\w-]+$/.test(id)) return { kind: "call", id };
  return kind === "settings" || kind === "over" ? { kind } : HOME;
}

/** An address that opens a place. */
export function hashOf(place: Place): string {
  const path = pathOf(place) ?? (place.kind === "home" ? "/" : `/${place.kind}`);
  return `#${path}`;
}

/** Where the server has it, below its API. */
export function pathOf(place: Place): string | undefined {
  if (place.kind === "handoff") return `/handoffs/${place.id}`;
  return place.kind === "call" ? `/calls/${place.id}` : undefined;
}

/** Whether two are the same. */
export function isSame(one: Place, other: Place): boolean {
  return hashOf(one) === hashOf(other);
}
