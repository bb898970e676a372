import { newConversation, turn } from "../../src/assistant/index.ts";
import { buildHouse } from "../../src/app/house.ts";

/** One answer: the question, and what is tapped there. */
export interface Tap {
  readonly node: string;
  readonly choose: string;
}

/** What residents tap, three to five times, until they know where to go. */
const TAPPED: readonly (readonly string[])[] = [
  ["locked", "birth_expiry_code", "mine"],
  ["forgot", "all", "household"],
  ["ending", "cert_soon", "mine"],
  ["ending", "card_soon", "mine", "fixed_stay"],
  ["locked", "alnum6_16", "mine", "no"],
  ["forgot", "alnum6_16", "mine", "yes", "none"],
];

/**
 * The journeys with the questions they pass, on today's flow.
 * @throws {Error} where one does not end at an outcome: the measurements would measure something else.
 */
export function journeys(): readonly (readonly Tap[])[] {
  const house = buildHouse();
  const world = house.worldOf("default");
  return TAPPED.map((values) => {
    let at = turn(newConversation("ja", "default"), { show: true }, world);
    const taps = values.map((choose) => {
      const { node } = at.reply;
      at = turn(at.conversation, { choose }, world);
      return { node, choose };
    });
    if (at.reply.outcome && taps.every(({ node }) => node !== "outcome")) return taps;
    throw new Error(`The journey ${values.join(", ")} ends at the question ${at.reply.node}.`);
  });
}
