import { rubyToText } from "../src/language/ruby.ts";
import type { Standing } from "./talk.ts";

/** What LINE lets a page do, as far as it is opened inside LINE and was allowed to. */
export interface Host {
  /** Sends into the chat that the page was opened from; undefined: there is none. */
  readonly send: ((text: string) => Promise<void>) | undefined;
  /** Lets the resident choose a chat; false: they chose none. Undefined: LINE does not offer it here. */
  readonly pick: ((text: string) => Promise<boolean>) | undefined;
}

/** What became of a wish to share. */
export type Shared = "sent" | "cancelled" | "elsewhere";

/** LINE takes 5,000 UTF-16 units in a message. */
const LONGEST = 4500;
/** What an address can carry everywhere. */
const LONGEST_IN_ADDRESS = 500;

/** The answer as a message, with the address that opens the same answers again; undefined before there is one. */
export function shareText({ outcome, say, notices, link }: Standing, address: string): string | undefined {
  if (!outcome) return undefined;
  const words = say.slice(notices.length).map(rubyToText).join("\n\n");
  const cut = words.length > LONGEST ? `${words.slice(0, LONGEST).toWellFormed()}…` : words;
  return `${cut}\n\n${linkOf(address, link)}`;
}

/** LINE's own page for sharing: the resident chooses there, and sends it there. */
export function sharePage({ say, notices, link }: Standing, address: string): string {
  const [answer = ""] = say.slice(notices.length).map(rubyToText);
  const text = `${answer.slice(0, LONGEST_IN_ADDRESS).toWellFormed()}\n${linkOf(address, link)}`;
  return `https://line.me/R/share?${new URLSearchParams({ text }).toString().replaceAll("+", "%20")}`;
}

function linkOf(address: string, link: string): string {
  const url = new URL(address);
  url.searchParams.set("a", link);
  return url.href;
}

/** Into the chat where that is possible; else the resident chooses one; else it has to go another way. */
export async function share(text: string, { send, pick }: Host): Promise<Shared> {
  try {
    if (send) {
      await send(text);
      return "sent";
    }
  } catch {
    // The resident, or the city in LINE's console, has not allowed it.
  }
  try {
    if (pick) return (await pick(text)) ? "sent" : "cancelled";
  } catch {
    // As above.
  }
  return "elsewhere";
}
