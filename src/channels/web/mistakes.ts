import type { Reply } from "../../assistant/index.ts";
import { line, type Line } from "../../language/index.ts";

/**
 * What a page is told, in its address, about the form that led to it. Names only: nothing that somebody
 * typed, and nothing that a link made elsewhere could put on the page.
 */
const MISTAKES = {
  none_chosen: "ui.choose_one",
  unknown_choice: "error.unknown_choice",
  stale_choice: "error.stale_choice",
  stale_form: "web.error.stale_form",
  expired: "error.expired_conversation",
  unreadable_link: "web.error.unreadable_link",
} as const;

/** A name as it stands in an address. */
export type Mistake = keyof typeof MISTAKES;

/** What to say about a named mistake; undefined for a name that is none. */
export function mistakeLine(name: string | undefined): Line | undefined {
  const found = Object.entries(MISTAKES).find(([mistake]) => mistake === name);
  return found && line(found[1]);
}

/** Why a turn did not take a choice, if it did not. */
export function mistakeIn({ notices }: Reply): "unknown_choice" | "stale_choice" | undefined {
  return (["unknown_choice", "stale_choice"] as const).find((mistake) =>
    notices.some(({ id }) => id === MISTAKES[mistake]),
  );
}
