import { createHmac, timingSafeEqual } from "node:crypto";
import { CODE_ALPHABET, CODE_LENGTH, type PairingDesk } from "../pairing.ts";

/** The code that a page shows, and since when, in epoch milliseconds. */
export interface ShownCode {
  readonly code: string;
  readonly since: number;
}

const FORM = new RegExp(`^(\\d{1,16})\\.([${CODE_ALPHABET}]{${CODE_LENGTH}})\\.([\\w-]{43})$`);

/**
 * What a visitor's cookie keeps of a code, so that a reload shows it again: the store knows its hash alone.
 * Sealed for one conversation, so that nobody can have another code shown in it, such as one of their own.
 */
export function sealShownCode(desk: PairingDesk, conversation: string, { code, since }: ShownCode): string {
  return `${since}.${code}.${sealOf(desk, conversation, since, code)}`;
}

/** @returns undefined where it is none, or was not sealed here for this conversation */
export function openShownCode(
  desk: PairingDesk,
  conversation: string,
  cookie: string | undefined,
): ShownCode | undefined {
  const [, time, code, seal] = FORM.exec(cookie ?? "") ?? [];
  if (!time || !code || !seal) return undefined;
  const since = Number(time);
  const expected = Buffer.from(sealOf(desk, conversation, since, code));
  return timingSafeEqual(Buffer.from(seal), expected) ? { code, since } : undefined;
}

/** Codes are hashed with the same key; none of them has small letters, so neither hash passes for the other. */
function sealOf({ key }: PairingDesk, conversation: string, since: number, code: string): string {
  return createHmac("sha256", key).update(`shown ${conversation} ${since} ${code}`).digest("base64url");
}
