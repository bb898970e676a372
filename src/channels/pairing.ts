import { createHmac, randomInt, timingSafeEqual } from "node:crypto";
import { type CardReport, parseReport } from "../card/report.ts";
import type { Transaction } from "../store/index.ts";
import { type Surroundings, takeTurn, type Turned } from "./dialogue.ts";

/** Digits and capitals that are not mistaken for each other, on paper or aloud. */
export const CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
export const CODE_LENGTH = 8;
/** The first characters find the pairing, the others prove the code: 31^5, and five attempts. */
const SELECTOR_LENGTH = 3;
const ATTEMPTS = 5;
export const LIFE_MS = 10 * 60 * 1000;
/** How old a reading may be, and how far ahead a computer's clock. */
const AGE_MS = 10 * 60 * 1000;
const AHEAD_MS = 2 * 60 * 1000;

/** Key of the hashes under which codes are kept, 32 bytes. */
export type PairingKey = Buffer;

/** What became of a report. Whatever was refused has changed nothing but the count of wrong codes. */
export type PairingResult = "accepted" | "malformed" | "too_old" | "unknown_code" | "expired_code";

/**
 * Opens a pairing for a conversation, in its transaction.
 * @returns the code to show: 8 characters, 10 minutes, one use.
 * @throws {Conflict} where the beginning of the code is taken; `store.transaction` tries again.
 */
export async function openPairing(
  tx: Transaction,
  key: PairingKey,
  conversation: string,
  now: number,
): Promise<string> {
  const code = createCode();
  const pairing = { selector: selectorOf(code), verifier: verifierOf(key, code), conversation };
  await tx.pairings.open({ ...pairing, expiresAt: now + LIFE_MS }, now);
  return code;
}

/** Channels that have to be told when a report arrives, because nobody asks them: LINE. */
export type Announce = (tx: Transaction, turned: Turned) => Promise<void>;

/**
 * Takes a card's report to the conversation that shows the code. The report, its effect and what is said
 * about it are kept in one transaction; the code is then spent.
 */
export async function acceptReport(
  around: Surroundings & {
    readonly pairingKey: PairingKey;
    readonly announce: Readonly<Record<string, Announce>>;
  },
  code: string,
  input: unknown,
): Promise<PairingResult> {
  const read = parseReport(input);
  if ("refused" in read) return "malformed";
  const now = around.now();
  if (!isFresh(read.report, now)) return "too_old";
  return around.store.transaction(async (tx) => {
    const found = await prove(tx, around.pairingKey, normaliseCode(code), now);
    if (typeof found === "string") return found;
    const row = await tx.conversations.find(found.conversation);
    if (!row) return "unknown_code";
    await tx.pairings.close(found.selector);
    const opening = { id: row.id, channel: row.channel, lang: "ja", city: around.city } as const;
    const turned = await takeTurn(tx, around, row, opening, { card: read.report });
    await around.announce[row.channel]?.(tx, turned);
    return "accepted";
  });
}

function isFresh({ read_at }: CardReport, now: number): boolean {
  const readAt = Date.parse(read_at);
  return now - readAt <= AGE_MS && readAt - now <= AHEAD_MS;
}

type Proved = { readonly selector: string; readonly conversation: string };

/** Compared in constant time; a wrong code counts against the pairing that it found. */
async function prove(
  tx: Transaction,
  key: PairingKey,
  code: string,
  now: number,
): Promise<Proved | PairingResult> {
  const pairing = await tx.pairings.find(selectorOf(code));
  if (!pairing) return "unknown_code";
  if (pairing.expiresAt < now || pairing.misses >= ATTEMPTS) return "expired_code";
  const [given, kept] = [verifierOf(key, code), pairing.verifier].map((text) => Buffer.from(text, "hex"));
  if (given && kept && given.length === kept.length && timingSafeEqual(given, kept)) return pairing;
  await tx.pairings.miss(pairing.selector);
  return "unknown_code";
}

function createCode(): string {
  return Array.from({ length: CODE_LENGTH }, () => CODE_ALPHABET[randomInt(CODE_ALPHABET.length)]).join("");
}

/** As people type it: any width or case, with spaces or hyphens between. */
export function normaliseCode(code: string): string {
  return code.slice(0, 100).normalize("NFKC").toUpperCase().replace(/[\s-]/g, "");
}

function selectorOf(code: string): string {
  return code.slice(0, SELECTOR_LENGTH);
}

function verifierOf(key: PairingKey, code: string): string {
  return createHmac("sha256", key).update(code).digest("hex");
}
