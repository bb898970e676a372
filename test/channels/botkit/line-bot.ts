import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { TurnContext } from "botbuilder";
import { Botkit } from "botkit";
import { LineAdapter, type LineAdapterOptions } from "../../../src/channels/botkit/line-adapter.ts";
import { KEEPS_NOTHING } from "../../../src/channels/botkit/storage.ts";
import { ACCESS_TOKEN, CHANNEL_SECRET } from "../../support/line-platform.ts";

/** As in earnest, but nobody wants to wait in a test. */
const QUICK = { tokenAge: 50_000, firstWait: 10, lastWait: 50 };
const SHORT = { reply: 500, push: 500 };

export interface ServedBot {
  readonly webhook: string;
  readonly adapter: LineAdapter;
  /** What the adapter told of what went wrong. */
  readonly told: readonly string[];
  stop(): Promise<void>;
}

/** A LINE adapter for the account of the tests, and what it tells. */
export function lineAdapter(api: string, options: Partial<LineAdapterOptions> = {}) {
  const told: string[] = [];
  const tell = (details: object, message: string) => void told.push(`${message} ${JSON.stringify(details)}`);
  const adapter = new LineAdapter({
    channelSecret: CHANNEL_SECRET,
    channelAccessToken: ACCESS_TOKEN,
    api,
    pace: QUICK,
    timeouts: SHORT,
    log: { warn: tell, error: tell },
    ...options,
  });
  return { adapter, told };
}

/** A bot on a server of Node's own, which hands on the request unread. */
export async function serveBot(
  api: string,
  logic: (context: TurnContext) => Promise<void>,
  options: Partial<LineAdapterOptions> = {},
): Promise<ServedBot> {
  const { adapter, told } = lineAdapter(api, options);
  const server = createServer((request, response) => void adapter.processActivity(request, response, logic));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    webhook: `http://127.0.0.1:${port}/line`,
    adapter,
    told,
    async stop() {
      adapter.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A Botkit bot that `build` gives its handlers. */
export async function serveBotkit(
  api: string,
  build: (controller: Botkit) => void,
  options: Partial<LineAdapterOptions> = {},
): Promise<ServedBot> {
  let controller: Botkit | undefined;
  const served = await serveBot(api, async (context) => controller?.handleTurn(context), options);
  const { adapter } = served;
  controller = new Botkit({
    adapter,
    storage: KEEPS_NOTHING,
    disable_webserver: true,
    disable_console: true,
  });
  build(controller);
  return served;
}
