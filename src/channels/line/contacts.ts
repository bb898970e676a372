import { LIMITS } from "./limits.ts";

/** A number to call or a page to open, found in words. */
export type Contact =
  | { readonly number: string; readonly uri: string }
  | { readonly host: string; readonly uri: string };

/** Japanese numbers with their hyphens, and those with a country's code. Dates begin with another digit. */
const NUMBER = /(?<![\d-])(?:0\d{1,4}-\d{1,4}-\d{3,4}|\+\d{1,3}(?:-\d{1,5}){2,4})(?![\d-])/g;
const ADDRESS = /https:\/\/[^\s「」（）()、。]+/g;

/**
 * What can be called or opened. LINE makes links of these in a text message only, so that in a bubble they
 * need buttons of their own. Each once.
 */
export function contactsIn(texts: readonly string[]): readonly Contact[] {
  const all = texts.flatMap((text): readonly Contact[] => [
    ...(text.match(NUMBER) ?? []).map((number) => ({ number, uri: `tel:${number.replaceAll("-", "")}` })),
    ...(text.match(ADDRESS) ?? []).flatMap(pageOf),
  ]);
  return [...new Map(all.map((contact) => [contact.uri, contact])).values()];
}

/** LINE takes addresses only with their special characters encoded; one that is too long stays words. */
function pageOf(address: string): readonly Contact[] {
  const url = URL.parse(address);
  return url && url.href.length <= LIMITS.uri ? [{ host: url.host, uri: url.href }] : [];
}
