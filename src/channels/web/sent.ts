import { dayInJapan } from "../../assistant/world.ts";
import type { Furigana } from "../rendered.ts";
import type { Surroundings } from "../dialogue.ts";
import { hasTalk } from "./person.ts";
import type { Standing } from "./visits.ts";

/** So many answers are kept, the last ones used: a few megabytes. */
const KEPT = 500;

/**
 * Keeps the JSON of answers as it was sent, for those who come to the same place by the same way: wording an
 * answer and encoding its Japanese would be the dearest part of a turn. What an answer says follows from the
 * language, the form of its readings, the city, the day, what everybody is told and the answers alone. Where it tells
 * of more, a mistake, a card, a slip or a person, it is made anew; what differs from visitor to visitor is never part of it.
 */
export function sentAnswers({ now, settings }: Pick<Surroundings, "now" | "settings">) {
  const sent = new Map<string, Buffer>();

  function keyOf({ conversation, reply }: Standing, furigana: Furigana): string | undefined {
    const { lang, city, answers, card, heard, rated } = conversation;
    if (card || heard || rated || hasTalk(conversation) || reply.notices.length > 0) return undefined;
    // Every slip is one of its own (slip-verdict.ts), and dated.
    if (reply.outcome?.slip) return undefined;
    const today = dayInJapan(now());
    return [
      lang,
      furigana,
      city,
      today,
      settings?.().notice?.[lang] ?? "",
      ...answers.flatMap(({ node, value, by }) => [node, value, by]),
    ].join();
  }

  /** The bytes for a standing, made only where they are not known. */
  return (standing: Standing, furigana: Furigana, make: () => string): Buffer => {
    const key = keyOf(standing, furigana);
    if (key === undefined) return Buffer.from(make());
    const bytes = sent.get(key) ?? Buffer.from(make());
    sent.delete(key);
    sent.set(key, bytes);
    const [oldest] = sent.keys();
    if (sent.size > KEPT && oldest !== undefined) sent.delete(oldest);
    return bytes;
  };
}
