/** Where LINE delivers its events; stands apart so that it can be named without loading the channel. */
export const WEBHOOK_PATH = "/line/webhook";
