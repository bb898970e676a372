import type { Classifier } from "./classifier.ts";
import type { Told } from "./said.ts";

/**
 * How much likelier a situation and a secret stand together than each for itself, as the training sentences
 * have it: a lost card is no forgotten PIN. A row of secrets for each situation; powers of two, in quarters.
 */
export type Together = Int8Array;

const QUARTERS = 128;
/** Every power that {@link Together} can name, so that none is raised while somebody waits. */
const POWERS = Float64Array.from({ length: 2 * QUARTERS }, (_, at) => 2 ** ((at - QUARTERS) / 4));

/** The likeliest situation and secret, and how sure each is. */
export interface Both {
  readonly situation: Told<string>;
  readonly secret: Told<string>;
  /** How sure it is that both are right. */
  readonly confidence: number;
}

/** Weighs both facets together, so that the one helps where the other is in doubt. */
export function marginals(
  situations: Pick<Classifier, "labels">,
  ofSituation: Float64Array,
  secrets: Pick<Classifier, "labels">,
  ofSecret: Float64Array,
  together: Together,
): Both {
  const rows = new Float64Array(ofSituation.length);
  const columns = new Float64Array(ofSecret.length);
  let [sum, highest, row, column] = [0, 0, 0, 0];
  const size = ofSecret.length;
  for (let at = 0; at < ofSituation.length; at++) {
    const one = ofSituation[at] ?? 0;
    for (let of = 0; of < size; of++) {
      const quarters = together[at * size + of] ?? 0;
      const weight = one * (ofSecret[of] ?? 0) * (POWERS[quarters + QUARTERS] ?? 1);
      rows[at] = (rows[at] ?? 0) + weight;
      columns[of] = (columns[of] ?? 0) + weight;
      sum += weight;
      if (weight > highest) [highest, row, column] = [weight, at, of];
    }
  }
  return {
    situation: { value: situations.labels[row] ?? "", confidence: (rows[row] ?? 0) / sum },
    secret: { value: secrets.labels[column] ?? "", confidence: (columns[column] ?? 0) / sum },
    confidence: highest / sum,
  };
}
