import type { Botkit } from "botkit";

/** What must not be in a bot that people tell their troubles to, and what to do about each. */
const UNSAFE: readonly (readonly [(controller: Botkit) => boolean, string])[] = [
  [
    (controller) => controller.getConfig("disable_webserver") !== true,
    "Botkit's own web server is on: one request without a conversation ends its process, and it breaks Japanese " +
      "that arrives in parts. Set disable_webserver: true and serve webhook(controller) of tokeru/botkit.",
  ],
  [
    ({ storage }) => storage.constructor.name === "MemoryStorage",
    "Botkit keeps every conversation in memory for ever. Set storage: KEEPS_NOTHING of tokeru/botkit, or a storage " +
      "of your own.",
  ],
  [
    ({ adapter }) => adapter?.name === "Web Adapter",
    "botbuilder-adapter-web lets every visitor say who they are, and so take over the conversation of another. Use " +
      "Tokeru's own chat (docs/embed.md).",
  ],
];

/** Why this bot cannot be served; undefined where it can. */
export function unsafeIn(controller: Botkit): string | undefined {
  return UNSAFE.find(([applies]) => applies(controller))?.[1];
}
