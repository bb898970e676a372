import { displayError } from "../card/display.ts";
import { CardError } from "../card/port.ts";
import type { CardReport } from "../card/report.ts";
import { chooseReader, readCard } from "../card/session.ts";
import { loadWording } from "../card/wording.ts";
import type { Lang } from "../language/index.ts";

/**
 * Reads the card in this computer's own reader, for the conversation in the terminal.
 * @returns the report, or in words why there is none and what to do.
 */
export async function readLocalCard(lang: Lang): Promise<{ report: CardReport } | { refused: string }> {
  const say = await loadWording(lang);
  try {
    const { openPcscReaders } = await import("../card/pcsc/readers.ts");
    const readers = await openPcscReaders();
    try {
      const { name } = chooseReader(await readers.list());
      const { report } = await readCard(readers, name, PATIENT);
      return { report };
    } finally {
      await readers.close();
    }
  } catch (error) {
    const known = error instanceof CardError ? error : new CardError("unexpected", "not a card's error");
    return { refused: displayError(known, say, process.platform) };
  }
}

const PATIENT = { pause: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)) };
