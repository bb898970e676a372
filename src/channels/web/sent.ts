import { dayInJapan } from "../../assistant/world.ts";
import type { Standing } from "./visits.ts";

/** So many answers are kept, the last ones used: a few megabytes. */
const KEPT = 500;

/**
 * Keeps the JSON of answers as it was sent, for those who come to the same place by the same way: wording an
 * answer and encoding its Japanese would be the dearest part of a turn. What an answer says follows from the
 * language, the city, the day and the answers alone. Where it tells of more, a mistake or a card, it is made anew.
 */
export function sentAnswers(now: () => number) {
  const sent = new Map<string, Buffer>();

  function keyOf({ conversation, reply }: Standing): string | undefined {
    const { lang, city, answers, card } = conversation;
    if (card || reply.notices.length > 0) return undefined;
    return [
      lang,
      city,
      dayInJapan(now()),
      ...answers.flatMap(({ node, value, by }) => [node, value, by]),
    ].join();
  }

  /** The bytes for a standing, made only where they are not known. */
  return (standing: Standing, make: () => string | ArrayBuffer | Buffer): Buffer => {
    const key = keyOf(standing);
    if (key === undefined) return encoded(make());
    const bytes = sent.get(key) ?? encoded(make());
    sent.delete(key);
    sent.set(key, bytes);
    const [oldest] = sent.keys();
    if (sent.size > KEPT && oldest !== undefined) sent.delete(oldest);
    return bytes;
  };
}

/** Fastify's serialiser gives a string, though its type says that another could give bytes. */
function encoded(json: string | ArrayBuffer | Buffer): Buffer {
  return typeof json === "string" ? Buffer.from(json) : Buffer.from(new Uint8Array(json));
}
