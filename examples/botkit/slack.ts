/** A bot for Slack, with buttons. See README.md beside it. */
import { createServer } from "node:http";
import { Botkit } from "botkit";
import { KEEPS_NOTHING, slackAdapter, tokeru, webhook } from "tokeru/botkit";

const { env } = process;

const controller = new Botkit({
  disable_webserver: true,
  disable_console: true,
  storage: KEEPS_NOTHING,
  adapter: slackAdapter({
    botToken: env["SLACK_BOT_TOKEN"] ?? "",
    signingSecret: env["SLACK_SIGNING_SECRET"] ?? "",
    // Another address than Slack's own, for tests.
    ...(env["SLACK_API"] && { api: env["SLACK_API"] }),
  }),
});

controller.usePlugin(
  tokeru({
    data: env["TOKERU_DATA"] ?? "data",
    city: env["TOKERU_CITY"] ?? "default",
    ...(env["TOKERU_SCRIPT"] === "agent" && { script: "agent" }),
  }),
);

const server = createServer(webhook(controller));
server.listen(Number(env["PORT"] ?? 3000), "127.0.0.1", () => {
  console.log("The bot listens:", server.address());
});
