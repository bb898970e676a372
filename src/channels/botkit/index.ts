export { KEEPS_NOTHING } from "./storage.ts";
export { type EventMemory, LineAdapter, type LineAdapterOptions, rememberEvents } from "./line-adapter.ts";
export { CONSOLE, type Log } from "./log.ts";
export { type BotkitSurroundings, LISTENS, type TokeruExtension, tokeruPlugin } from "./plugin.ts";
export { PACE, type Pace } from "./sender.ts";
export { slackAdapter, type SlackOptions } from "./slack-adapter.ts";
export { webhook, type WebhookOptions } from "./webhook.ts";
