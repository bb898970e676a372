/** A bot for Microsoft Teams, Web Chat and whatever else Bot Framework reaches. See README.md beside it. */
import { createServer } from "node:http";
import { Botkit } from "botkit";
import { KEEPS_NOTHING, tokeru, webhook } from "tokeru/botkit";

const { env } = process;

const controller = new Botkit({
  disable_webserver: true,
  disable_console: true,
  storage: KEEPS_NOTHING,
  adapterConfig: { appId: env["MICROSOFT_APP_ID"], appPassword: env["MICROSOFT_APP_PASSWORD"] },
});

// What the bot knows already goes first; everything else is Tokeru's.
controller.hears(/^ping$/i, "message", async (bot, message) => {
  await bot.reply(message, "pong");
});

controller.usePlugin(
  tokeru({
    data: env["TOKERU_DATA"] ?? "data",
    city: env["TOKERU_CITY"] ?? "default",
    ...(env["TOKERU_SCRIPT"] === "agent" && { script: "agent" }),
  }),
);

const server = createServer(webhook(controller));
server.listen(Number(env["PORT"] ?? 3978), "127.0.0.1", () => {
  console.log("The bot listens:", server.address());
});
