/**
 * From here on a facet counts as sure: what it says is taken and said back, to be corrected by a tap. Below,
 * it is only suggested. Chosen so that at most three decisions in a hundred are wrong on sentences that nobody
 * here has seen; `tokeru understand --eval` prints how often they are. A wrong secret sends people to the
 * wrong place and a wrong situation asks the wrong questions, so these two are strict. The situations that
 * cannot wait are taken sooner: their way out does no harm, and one tap leads back.
 */
export const SURE = {
  situation: 0.9,
  secret: 0.93,
  service: 0.85,
  lang: 0.9,
  outside: 0.8,
  /** Everything else is read by rule; what words only may mean stays below. */
  other: 0.8,
} as const;

/** Whether this facet of an understanding may be taken without asking. */
export function isSure(facet: string, confidence: number): boolean {
  const limit = facet in SURE ? SURE[facet as keyof typeof SURE] : SURE.other;
  return confidence >= limit;
}
