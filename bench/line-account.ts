/** The made-up LINE account of the measurements is that of the tests: at home on this machine, and nowhere else. */
export { ACCESS_TOKEN, BOT_USER_ID, CHANNEL_SECRET } from "../test/support/line/account.ts";
