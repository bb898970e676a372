import type { Situation } from "../labels.ts";

/** What the words rule out, whatever a classifier makes of them. */
export interface Ruling {
  readonly situation: Situation;
  /** It can be suggested, but no more; at 0 not even that. */
  readonly atMost: number;
  /** What a classifier took for it, where it is ruled out. */
  readonly instead?: Situation;
}
