import { createHmac, randomInt, timingSafeEqual } from "node:crypto";
import { line, type Line } from "../language/index.ts";
import type { Transaction } from "../store/index.ts";

/** Digits and capitals that are not mistaken for each other, on paper or aloud. */
export const CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
/** Characters of a code. */
export const CODE_LENGTH = 8;
/**
 * The first four characters find the pairing: 31^4, more than 900,000, so that nobody can use them up. The
 * other four prove the code: as many, and five attempts.
 */
const SELECTOR_LENGTH = 4;
const ATTEMPTS = 5;
/** How long a code can be used. */
export const LIFE_MS = 10 * 60 * 1000;

/** Key of the hashes under which codes are kept, 32 bytes. */
type PairingKey = Buffer;

/** What it takes to pair a card with a conversation. */
export interface PairingDesk {
  readonly key: PairingKey;
  /** Where reports are sent: the server's address, without a slash at the end. */
  readonly server: string;
}

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

/** Tells somebody the code, and what to do with it. */
export function codeLines(code: string, { server }: PairingDesk): readonly Line[] {
  return [
    line("pairing.lead"),
    line("pairing.code", { code: spaced(code) }),
    line("pairing.how", { code, server }),
    line("pairing.life", { minutes: LIFE_MS / 60_000 }),
  ];
}

/** In two groups, as people read it aloud and copy it. */
function spaced(code: string): string {
  return `${code.slice(0, CODE_LENGTH / 2)} ${code.slice(CODE_LENGTH / 2)}`;
}

/** The pairing that a code opened, and its conversation. */
export type Proved = { readonly selector: string; readonly conversation: string };

/**
 * The conversation that a code belongs to. Compared in constant time; a wrong code counts against the
 * pairing that it found.
 */
export async function prove(
  tx: Transaction,
  key: PairingKey,
  code: string,
  now: number,
): Promise<Proved | "unknown_code" | "expired_code"> {
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
