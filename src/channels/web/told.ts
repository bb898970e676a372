import { answerAside, isAside } from "../../assistant/asides.ts";
import { NOTED_IDS, SERVICE_IDS } from "../../assistant/said-back.ts";
import { factVars } from "../../assistant/vars.ts";
import type { Reply, World } from "../../assistant/index.ts";
import { GUARDED_KINDS, line, type Line } from "../../language/index.ts";

/** What a turn may have said of typed words, besides what the page shows anyway. */
const SAID: ReadonlySet<string> = new Set([
  "notice.lost",
  "heard.taken",
  ...NOTED_IDS,
  ...SERVICE_IDS,
  "heard.which_trouble",
  "heard.kept",
  "heard.whose_card",
  "heard.not_at_kiosk",
  "heard.as_answered",
  "heard.holder_only",
  "heard.choose_other",
  "heard.other_language",
  "heard.easy_japanese",
  "heard.check_failed",
  "heard.alarm_back",
  "heard.thanks",
  "heard.thanks_midway",
  "error.text_not_understood",
  "error.text_not_understood_here",
  "error.ask_person",
  "handoff.passed_on",
  "handoff.back",
  "handoff.cancelled",
  ...GUARDED_KINDS.map((kind) => `warning.${kind}`),
]);
const ASIDE = "aside.";

/**
 * What became of typed words, as names for the address of the page that tells it: nothing that somebody typed,
 * and nothing that a link made elsewhere could put there.
 */
export function namesOf({ notices }: Reply): string | undefined {
  const names = notices.map(({ id }) => id).filter((id) => SAID.has(id) || isAnswer(id));
  return names.length > 0 ? names.join("~") : undefined;
}

/** What the names stand for, said anew from today's facts. */
export function linesOf(names: string | undefined, world: World): readonly Line[] {
  const known = (names ?? "").split("~").slice(0, SAID.size);
  return known.flatMap((name): readonly Line[] => {
    if (SAID.has(name)) return [line(name, factVars(world.facts))];
    const id = name.slice(ASIDE.length);
    return isAnswer(name) && isAside(id) ? answerAside(id, world) : [];
  });
}

function isAnswer(name: string): boolean {
  return name.startsWith(ASIDE) && isAside(name.slice(ASIDE.length));
}
