/**
 * A Botkit bot on LINE as a process of its own, which may die: `node dying-bot.ts <kind> <Messaging API> <folder>`. It
 * says the address of its webhook. "plain" is how one would write it: Botkit's own web server and memory, and an adapter
 * that does what LINE's SDK has in its examples. "ours" has the same handlers on our adapter, and "tokeru" has those
 * that fail beside our plugin.
 */
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { messagingApi, validateSignature } from "@line/bot-sdk";
import { type Activity, BotAdapter, type ResourceResponse, TurnContext } from "botbuilder";
import { Botkit, BotkitConversation } from "botkit";
import { KEEPS_NOTHING, tokeru, webhook } from "../../../src/app/botkit.ts";
import { LineAdapter } from "../../../src/channels/botkit/line-adapter.ts";
import { ACCESS_TOKEN, CHANNEL_SECRET } from "../../support/line/account.ts";

type Logic = (context: TurnContext) => Promise<void>;

interface ExpressRequest {
  readonly body: { readonly events: readonly PlainEvent[] };
  readonly rawBody: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
}
interface ExpressResponse {
  status(code: number): { end(): void };
}
interface PlainEvent {
  readonly replyToken?: string;
  readonly source: { readonly userId: string };
  readonly message?: { readonly text: string };
}

/** The short way: the signature over what Botkit calls the raw body, and a reply with LINE's own client. */
class PlainAdapter extends BotAdapter {
  readonly #client: messagingApi.MessagingApiClient;

  constructor(api: string) {
    super();
    this.#client = new messagingApi.MessagingApiClient({ channelAccessToken: ACCESS_TOKEN, baseURL: api });
  }

  async processActivity(request: ExpressRequest, response: ExpressResponse, logic: Logic): Promise<void> {
    const signature = request.headers["x-line-signature"] ?? "";
    if (!validateSignature(request.rawBody, CHANNEL_SECRET, signature)) {
      response.status(401).end();
      return;
    }
    response.status(200).end();
    for (const event of request.body.events) {
      const { userId } = event.source;
      const context = new TurnContext(this, {
        type: "message",
        channelId: "line",
        conversation: { id: userId, name: "", isGroup: false, conversationType: "personal" },
        from: { id: userId, name: "" },
        recipient: { id: "bot", name: "" },
        text: event.message?.text ?? "",
        channelData: event,
      });
      await this.runMiddleware(context, logic);
    }
  }

  async sendActivities(context: TurnContext, activities: Partial<Activity>[]): Promise<ResourceResponse[]> {
    const { replyToken } = context.activity.channelData;
    const messages = activities.map(({ text = "" }) => ({ type: "text" as const, text }));
    await this.#client.replyMessage({ replyToken, messages });
    return [];
  }

  async continueConversation(): Promise<void> {}
  async updateActivity(): Promise<void> {}
  async deleteActivity(): Promise<void> {}
}

/** What goes wrong, by what one writes to the bot. */
function teachToFail(controller: Botkit): void {
  controller.middleware.receive.use(
    async (_bot: unknown, message: { readonly text?: string }, next: () => void) => {
      if (message.text === "middleware") throw new Error("Thrown in a middleware.");
      next();
    },
  );
  controller.hears(/^handler$/, "message", async () => {
    throw new Error("Thrown in a handler.");
  });
}

/** What goes wrong elsewhere, and what does not. */
function teach(controller: Botkit): void {
  teachToFail(controller);
  const dialog = new BotkitConversation("dialog", controller);
  dialog.ask(
    "What is your name?",
    async () => {
      throw new Error("Thrown in a dialog.");
    },
    "name",
  );
  controller.addDialog(dialog);
  controller.on("message", async (bot, message) => {
    if (message.text === "dialog") {
      await bot.beginDialog("dialog");
      return;
    }
    if (message.text === "event") throw new Error("Thrown in an event's handler.");
    try {
      await bot.reply(message, `You said ${message.text}`);
    } catch {
      // Whoever writes a `try` believes that this is where it ends.
    }
  });
}

function startPlain(api: string): void {
  process.env["PORT"] = "0";
  const controller = new Botkit({
    adapter: new PlainAdapter(api),
    webhook_uri: "/line",
    disable_console: true,
  });
  teach(controller);
  controller.ready(() => tell(controller.http.address() as AddressInfo));
}

function startOurs(api: string): void {
  const account = { channelSecret: CHANNEL_SECRET, channelAccessToken: ACCESS_TOKEN, api };
  const adapter = new LineAdapter({ ...account, pace: { tokenAge: 50_000, firstWait: 10, lastWait: 10 } });
  const controller = new Botkit({ adapter, disable_webserver: true, disable_console: true });
  teach(controller);
  serve(
    (request, response) =>
      void adapter.processActivity(request, response, (context) => controller.handleTurn(context)),
  );
}

function startTokeru(api: string, data: string): void {
  const adapter = new LineAdapter({ channelSecret: CHANNEL_SECRET, channelAccessToken: ACCESS_TOKEN, api });
  const controller = new Botkit({
    adapter,
    storage: KEEPS_NOTHING,
    disable_webserver: true,
    disable_console: true,
  });
  teachToFail(controller);
  controller.usePlugin(tokeru({ data }));
  serve(webhook(controller));
}

function serve(listener: RequestListener): void {
  const server = createServer(listener);
  server.listen(0, "127.0.0.1", () => tell(server.address() as AddressInfo));
}

function tell({ port }: AddressInfo): void {
  console.log(`http://127.0.0.1:${port}/line`);
}

const [kind, api = "", folder = ""] = process.argv.slice(2);
if (kind === "plain") startPlain(api);
else if (kind === "ours") startOurs(api);
else startTokeru(api, folder);
