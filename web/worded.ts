/**
 * Stands in the place of what reads words where the assistant runs in the browser: that comes with what understands
 * them, and until then nobody's words are read.
 */
import type { readWords as ReadWords } from "../src/assistant/words.ts";

let brought: typeof ReadWords | undefined;

/** From here on words are read by this. */
export function readWordsWith(readWords: typeof ReadWords): void {
  brought = readWords;
}

export const readWords: typeof ReadWords = (...said) => brought?.(...said);
