import type { BotAdapter, ConversationReference, TurnContext } from "botbuilder";
import type { Botkit, BotWorker } from "botkit";
import type { Message } from "./plain.ts";
import type { Platform } from "./platforms.ts";

/**
 * Sends a message in a turn. Not with Botkit's `bot.reply`: what fails in there can neither be caught nor waited for.
 * @throws {Error} where the platform has not taken it.
 */
export async function sendInTurn(
  controller: Botkit,
  context: TurnContext,
  message: Message,
  { confirms }: Pick<Platform, "confirms">,
): Promise<void> {
  const bot = await controller.spawn(context);
  const sent = await context.sendActivity(await throughMiddleware(controller, bot, message));
  if (confirms && !sent?.id) throw new Error("the platform did not take it; the adapter has logged why");
}

/** Sends a message where no turn is under way. */
export async function sendApart(
  controller: Botkit,
  adapter: BotAdapter,
  reference: Partial<ConversationReference>,
  message: Message,
  platform: Pick<Platform, "confirms">,
): Promise<void> {
  let result: { readonly failed?: unknown } | undefined;
  await adapter.continueConversation(reference, async (context) => {
    // An adapter with its own error handler would keep the failure to itself.
    result = await sendInTurn(controller, context, message, platform).then(
      () => ({}),
      (failed: unknown) => ({ failed }),
    );
  });
  if (!result) throw new Error("the adapter did not run the turn");
  if ("failed" in result) throw result.failed;
}

/** What the bot's own `send` middleware makes of a message. */
function throughMiddleware(controller: Botkit, bot: BotWorker, message: Message): Promise<Message> {
  const { promise, resolve, reject } = Promise.withResolvers<Message>();
  controller.middleware.send.run(bot, message, (error: unknown, _bot: BotWorker, passed: Message) => {
    if (error)
      reject(error instanceof Error ? error : new Error("the send middleware refused it", { cause: error }));
    else resolve(passed);
  });
  return promise;
}
