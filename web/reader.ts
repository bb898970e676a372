import { READER } from "tokeru:reader";
import type { Lang, Message } from "../src/language/index.ts";
import type { World } from "../src/assistant/index.ts";
import type { readWords } from "../src/assistant/words.ts";
import { partAt } from "./part.ts";

/** Understands what somebody typed; the answers to what is asked aside come with it, for nobody else needs them. */
export interface Reader {
  readonly understand: NonNullable<World["understand"]>;
  readonly readWords: typeof readWords;
  readonly ASIDES: Readonly<Record<Lang, Readonly<Record<string, Message>>>>;
}
/** Brings it. */
export type ReaderLoader = () => Promise<Reader>;

/** It weighs more than everything else together, so it is a file of its own, and nobody waits for it to begin. */
export function readerAt(place: URL): ReaderLoader {
  return partAt<Reader>(READER, place);
}
