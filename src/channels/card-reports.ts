import { type CardReport, parseReport } from "../card/report.ts";
import type { Transaction } from "../store/index.ts";
import { type Surroundings, takeTurn, type Turned } from "./dialogue.ts";
import { normaliseCode, type PairingDesk, prove } from "./pairing.ts";

/** How old a reading may be, and how far ahead a computer's clock. */
const AGE_MS = 10 * 60 * 1000;
const AHEAD_MS = 2 * 60 * 1000;

/** What became of a report. Whatever was refused has changed nothing but the count of wrong codes. */
export const REPORT_RESULTS = ["accepted", "malformed", "too_old", "unknown_code", "expired_code"] as const;
/** One of them: what a program is told in answer to its report. */
export type ReportResult = (typeof REPORT_RESULTS)[number];

/** Channels that have to be told when a report arrives, because nobody asks them: LINE. */
export type Announce = (tx: Transaction, turned: Turned) => Promise<void>;
/** By channel; a channel that is not among them is not told. */
export type Announcements = Readonly<Record<string, Announce>>;

/**
 * Takes a card's report to the conversation that shows the code. The report, its effect and what is said
 * about it are kept in one transaction; the code is then spent.
 */
export async function acceptReport(
  around: Surroundings & { readonly pairing: PairingDesk; readonly announce: Announcements },
  code: string,
  input: unknown,
): Promise<ReportResult> {
  const read = parseReport(input);
  if ("refused" in read) return "malformed";
  const now = around.now();
  if (!isFresh(read.report, now)) return "too_old";
  return around.store.transaction(async (tx) => {
    const found = await prove(tx, around.pairing.key, normaliseCode(code), now);
    if (typeof found === "string") return found;
    const row = await tx.conversations.find(found.conversation);
    if (!row) return "unknown_code";
    await tx.pairings.close(found.selector);
    const opening = { id: row.id, channel: row.channel, lang: "ja", city: around.city } as const;
    const turned = await takeTurn(tx, around, row, opening, { card: read.report });
    await around.announce[row.channel]?.(tx, turned);
    // That a card was read, and nothing of what it said.
    await tx.audit.add({ at: now, actor: "probe", action: "card.read", subject: row.id, detail: {} });
    return "accepted";
  });
}

function isFresh({ read_at }: CardReport, now: number): boolean {
  const readAt = Date.parse(read_at);
  return now - readAt <= AGE_MS && readAt - now <= AHEAD_MS;
}
