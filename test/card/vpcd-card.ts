/**
 * A simulated card in a process of its own, because vpcd listens in another network namespace. It is told
 * what to do by messages and answers each.
 */
import type { ApplicationId, CountedSecret } from "../../src/card/applications.ts";
import { SimulatedCard, type CardProfile, type CounterName } from "../../src/card/simulated/card.ts";
import { insertIntoVpcd, type DialOptions, type InsertedCard } from "../../src/card/simulated/vpcd.ts";

export type CardRequest =
  | { do: "insert"; profile?: Partial<CardProfile>; dial?: DialOptions }
  | { do: "remove" }
  | { do: "setTries"; name: CounterName; left: number }
  | { do: "triesLeft"; secret: CountedSecret; application?: ApplicationId }
  | { do: "dangerous" }
  | { do: "received" };

export type CardMessage = { id: number; request: CardRequest };
export type CardReply = { id: number; value?: unknown; error?: string };

let card = new SimulatedCard();
let inserted: InsertedCard | undefined;

async function obey(request: CardRequest): Promise<unknown> {
  switch (request.do) {
    case "insert":
      // Dates do not travel in messages: a card with the ordinary certificate, or none.
      card = new SimulatedCard(request.profile);
      inserted = await insertIntoVpcd(card, request.dial);
      return undefined;
    case "remove":
      inserted?.remove();
      return inserted?.removed;
    case "setTries":
      return card.setTries(request.name, request.left);
    case "triesLeft":
      return card.triesLeft(request.secret, request.application);
    case "dangerous":
      return card.dangerous;
    case "received":
      return card.received;
  }
}

process.on("message", async ({ id, request }: CardMessage) => {
  try {
    process.send?.({ id, value: await obey(request) } satisfies CardReply);
  } catch (error) {
    process.send?.({ id, error: String(error) } satisfies CardReply);
  }
});
process.on("disconnect", () => process.exit());
