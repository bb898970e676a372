import { bytesOf, unpack } from "../understand/classifier.ts";
import { featuresOf } from "../understand/features.ts";
import { normalise } from "../understand/normalise.ts";
import { once } from "../understand/once.ts";
import type { Told } from "../understand/said.ts";
import { Vocabulary } from "../understand/vocabulary.ts";
import { TRAINED } from "./trained.ts";

/** What the sentences call that which asks nothing aside: they tell a trouble, or answer a question. */
const NOTHING = "none";

const model = once(() => {
  const vocabulary = new Vocabulary(bytesOf(TRAINED.vocabulary));
  return { vocabulary, classifier: unpack(TRAINED, vocabulary) };
});

/**
 * The question that a text asks aside, by the name under which its training sentences stand, and how sure
 * that is. Deterministic, and without anything outside this room.
 * @returns null where it asks nothing aside
 */
export function asked(text: string): Told<string> | null {
  const { vocabulary, classifier } = model();
  const probabilities = classifier.weigh(vocabulary.find(featuresOf(normalise(text))));
  const confidence = Math.max(...probabilities);
  const value = classifier.labels[probabilities.indexOf(confidence)] ?? NOTHING;
  const isSilent = value === NOTHING || (isDoor(value) && confidence < SURE_DOOR);
  return isSilent ? null : { value, confidence };
}

/**
 * From here on a question aside is answered. A wrong answer aside sends nobody anywhere, and the open question
 * still stands below it; but it is read as an answer to what was asked, so doubt means silence.
 */
export const SURE_ASKED = 0.5;

/** A door outside tells people that they are wrong here: whoever told a trouble may believe it and leave. */
const SURE_DOOR = 0.7;

function isDoor(value: string): boolean {
  return value.startsWith("outside_") && value !== "outside_chat";
}
