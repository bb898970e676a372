/**
 * From here on a facet counts as sure: what it says is taken and said back, to be corrected by a tap. Below,
 * it is only suggested. Chosen so that at most three decisions in a hundred are wrong on sentences that nobody
 * here has seen; `tokeru understand --eval` prints how often they are. A wrong secret sends people to the
 * wrong place and a wrong situation asks the wrong questions, so these two are strict.
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

/**
 * Situations that cannot wait are taken sooner: their way out does no harm, and one tap leads back. Held out
 * by file, from here on 97 in a hundred are right; being at a clinic now is read by rule, as are all others.
 */
export const SOONER: Readonly<Record<string, number>> = {
  lost_card: 0.8,
  scam_suspect: 0.75,
  phone_lost: 0.7,
};

/** Whether this facet of an understanding may be taken without asking; `value` is what it says. */
export function isSure(facet: string, confidence: number, value?: unknown): boolean {
  const sooner = facet === "situation" ? SOONER[String(value)] : undefined;
  const limit = facet in SURE ? SURE[facet as keyof typeof SURE] : SURE.other;
  return confidence >= (sooner ?? limit);
}
