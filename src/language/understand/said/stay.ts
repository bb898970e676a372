import { type Cue, firstOf, LIKELY, PLAIN, type Told } from "./told.ts";

const RESIDENCE: readonly Cue<"permanent" | "fixed_stay">[] = [
  [/永住|permanent resident/, "permanent", PLAIN],
  [
    /在留(?:期間|期限|資格)|びざ|技能実習|留学生|特例期間|\bvisa\b|period of stay|residence card|在留かーど(?:を|は|も)|zairyu/,
    "fixed_stay",
    LIKELY,
  ],
];

/** The kind of stay, where somebody speaks of it. */
export function residence(text: string): Told<"permanent" | "fixed_stay"> | null {
  return firstOf(RESIDENCE, text);
}
