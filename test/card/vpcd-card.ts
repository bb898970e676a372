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
      card = new SimulatedCard(request.profile);
      inserted = await insertIntoVpcd(card, request.dial);
      return undefined;
    case "remove":
      inserted?.remove();
      await inserted?.removed;
      return undefined;
    case "setTries":
      card.setTries(request.name, request.left);
      return undefined;
    case "triesLeft":
      return card.triesLeft(request.secret, request.application);
    case "dangerous":
      return card.dangerous;
    case "received":
      return card.received;
    default:
      throw new Error("unknown request");
  }
}

async function answer({ id, request }: CardMessage): Promise<CardReply> {
  try {
    return { id, value: await obey(request) };
  } catch (error) {
    return { id, error: String(error) };
  }
}

process.on("message", (message: CardMessage) => {
  void answer(message).then((reply) => process.send?.(reply));
});
process.on("disconnect", () => process.exit());
