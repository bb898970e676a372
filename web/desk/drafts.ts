import { guard } from "../../src/language/index.ts";
import type { Kept } from "../kept.ts";
import { hashOf, type Place } from "./place.ts";

/** A field that somebody writes in. */
export type Field = "say" | "note" | "text";

/** What is being written, in each place. */
export interface Drafts {
  readonly of: (place: Place, field: Field) => string;
  readonly write: (place: Place, field: Field, text: string) => void;
  /** Keeps everything for the next visit of this tab. */
  readonly keep: () => void;
}

/** A pause in writing after which it is kept. */
const REST_MS = 300;

/**
 * What was written outlives a reload. A caller's PIN that was typed by mistake is masked before it is kept, so what
 * is kept can differ from what stands in the field.
 */
export function draftsIn(kept: Kept): Drafts {
  const written = new Map(Object.entries((kept.get("drafts") ?? {}) as Record<string, string>));
  let resting: ReturnType<typeof setTimeout> | undefined;
  const keyOf = (place: Place, field: Field): string => `${hashOf(place)} ${field}`;
  const keep = (): void => {
    clearTimeout(resting);
    const masked = Array.from(written, ([key, text]) => [key, guard(text).text] as const);
    kept.set("drafts", masked.length > 0 ? Object.fromEntries(masked) : undefined);
  };
  return {
    of: (place, field) => written.get(keyOf(place, field)) ?? "",
    write(place, field, text) {
      if (text === "") written.delete(keyOf(place, field));
      else written.set(keyOf(place, field), text);
      clearTimeout(resting);
      resting = setTimeout(keep, REST_MS);
    },
    keep,
  };
}
