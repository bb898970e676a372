/**
 * Stands in the place of the guard where the assistant runs in the browser: the session has guarded every text
 * before it reaches a turn, with the guard's own file, so that it need not come twice.
 */
export function guard(text: string): { readonly text: string; readonly found: readonly never[] } {
  return { text, found: [] };
}

export { GUARDED_KINDS } from "../src/language/guard/index.ts";
