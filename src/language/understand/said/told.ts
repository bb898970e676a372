/** One thing that a text tells, and how often such words are right about it. */
export interface Told<Value> {
  readonly value: Value;
  /** 0 to 1. */
  readonly confidence: number;
}

/** Words that say it as plainly as words can; that mean it as a rule; that may mean it, and so only suggest. */
export const PLAIN = 0.96;
export const LIKELY = 0.85;
export const MAYBE = 0.6;

/** Words, what they tell, and how plainly. */
export type Cue<Value> = readonly [pattern: RegExp, value: Value, confidence: number];

/** What the first cue that matches tells: so exceptions stand before what they are exceptions from. */
export function firstOf<Value>(cues: readonly Cue<Value>[], text: string): Told<Value> | null {
  const cue = cues.find(([pattern]) => pattern.test(text));
  return cue ? { value: cue[1], confidence: cue[2] } : null;
}

/** The same, as something that the words only may mean. */
export function perhaps<Value>({ value, confidence }: Told<Value>): Told<Value> {
  return { value, confidence: Math.min(confidence, MAYBE) };
}
