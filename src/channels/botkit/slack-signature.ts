import { createHmac, timingSafeEqual } from "node:crypto";

/** What a signature is over. */
export interface SignedRequest {
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Uint8Array | string;
}

/** Slack's own advice: an older request may be one that somebody has recorded. In seconds. */
const OLDEST = 5 * 60;

/** Whether a request comes from Slack, and just now. */
export function isFromSlack(
  signingSecret: string,
  { headers, body }: SignedRequest,
  now: number = Date.now(),
): boolean {
  const { "x-slack-request-timestamp": at, "x-slack-signature": given } = headers;
  if (typeof at !== "string" || typeof given !== "string" || !/^\d{1,12}$/.test(at)) return false;
  if (Math.abs(now / 1000 - Number(at)) > OLDEST) return false;
  const expected = createHmac("sha256", signingSecret).update(`v0:${at}:`).update(body).digest();
  const signature = Buffer.from(given.replace(/^v0=/, ""), "hex");
  return signature.length === expected.length && timingSafeEqual(signature, expected);
}
