import { createHmac } from "node:crypto";

/** The made-up LINE account of the tests: at home on this machine, and nowhere else. */
export const CHANNEL_ID = "1000000000";
export const CHANNEL_SECRET = "0123456789abcdef0123456789abcdef";
export const ACCESS_TOKEN = "synthetic-access-token-for-tests";

/** The user id of the account itself: what a webhook names as its `destination`. */
export const BOT_USER_ID = "U0000000000000000000000000000b07";

/** Signs a webhook's body as LINE does. */
export function signatureOf(body: string | Buffer, secret = CHANNEL_SECRET): string {
  return createHmac("sha256", secret).update(body).digest("base64");
}
