/**
 * What one would pick instead: a Botkit hello bot on Botkit's own web server, with its state in memory. It
 * says hello, whatever it is told. Botkit has no adapter for LINE and its web adapter's webhook does what
 * the few lines here do. Settings: PORT (read by Botkit), DOOR ("web" or "line"), LINE_API.
 */
import { messagingApi, validateSignature } from "@line/bot-sdk";
import {
  type Activity,
  BotAdapter,
  type ConversationReference,
  type ResourceResponse,
  TurnContext,
} from "botbuilder";
import { Botkit } from "botkit";
import { CHANNEL_SECRET } from "../line-account.ts";

type Logic = (context: TurnContext) => Promise<void>;

interface Request {
  readonly body: unknown;
  readonly rawBody: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
}
interface Response {
  status(code: number): Response;
  json(body: unknown): void;
  end(): void;
}

/** What both doors share: nobody is written to unasked, and nothing is changed or taken back. */
abstract class HelloAdapter extends BotAdapter {
  abstract processActivity(request: Request, response: Response, logic: Logic): Promise<void>;

  async continueConversation(_: Partial<ConversationReference>): Promise<void> {}
  async updateActivity(): Promise<void> {}
  async deleteActivity(): Promise<void> {}

  protected async hear(user: string, text: string, channelData: unknown, logic: Logic): Promise<TurnContext> {
    const context = new TurnContext(this, {
      type: "message",
      channelId: "bench",
      conversation: { id: user, name: user, isGroup: false, conversationType: "personal" },
      from: { id: user, name: user },
      recipient: { id: "bot", name: "bot" },
      text,
      channelData,
    });
    await this.runMiddleware(context, logic);
    return context;
  }
}

/** Answers in the response of the request, as `botbuilder-adapter-web` does at its webhook. */
class WebAdapter extends HelloAdapter {
  async processActivity({ body }: Request, response: Response, logic: Logic): Promise<void> {
    const { user, text } = body as { readonly user: string; readonly text: string };
    const context = await this.hear(user, text, body, logic);
    response.status(200).json(context.turnState.get("said"));
  }

  async sendActivities(context: TurnContext, activities: Partial<Activity>[]): Promise<ResourceResponse[]> {
    context.turnState.set(
      "said",
      activities.map(({ text }) => ({ type: "message", text })),
    );
    return [];
  }
}

interface Webhook {
  readonly events: readonly {
    readonly replyToken: string;
    readonly source: { readonly userId: string };
    readonly postback: { readonly data: string };
  }[];
}

/** Verifies LINE's signature and answers with the reply token, both with LINE's own SDK. */
class LineAdapter extends HelloAdapter {
  readonly #client = new messagingApi.MessagingApiClient({
    channelAccessToken: "bench",
    baseURL: process.env["LINE_API"] ?? "",
  });

  async processActivity(
    { body, rawBody, headers }: Request,
    response: Response,
    logic: Logic,
  ): Promise<void> {
    if (!validateSignature(rawBody, CHANNEL_SECRET, headers["x-line-signature"] ?? "")) {
      response.status(401).end();
      return;
    }
    response.status(200).end();
    for (const event of (body as Webhook).events) {
      await this.hear(event.source.userId, event.postback.data, event, logic);
    }
  }

  async sendActivities(context: TurnContext, activities: Partial<Activity>[]): Promise<ResourceResponse[]> {
    const { replyToken } = context.activity.channelData as { readonly replyToken: string };
    const messages = activities.map(({ text = "" }) => ({ type: "text" as const, text }));
    await this.#client.replyMessage({ replyToken, messages });
    return [];
  }
}

const controller = new Botkit({
  adapter: process.env["DOOR"] === "line" ? new LineAdapter() : new WebAdapter(),
});
controller.on("message", async (bot, message) => {
  // What a handler throws ends Botkit's process.
  try {
    await bot.reply(message, "Hello!");
  } catch (error) {
    console.error(error);
  }
});
