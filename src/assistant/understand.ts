import { asked, SURE_ASKED } from "../language/asked/asked.ts";
import { isSure, type Told, understand as read, type Understanding } from "../language/understand/index.ts";
import { type AsideId, isAside } from "./asides.ts";
import type { Heard, HeardField, HeardValue } from "./heard.ts";
import type { Asked, Understand } from "./understood.ts";

/**
 * Reads words with the trained models. They weigh more than everything else here together, so the world is
 * handed this instead of importing it: a browser loads it when somebody begins to write.
 */
export const understand: Understand = (text) => {
  const understanding = read(text);
  const { lang } = understanding;
  return {
    heard: heardIn(understanding),
    asked: askedIn(text, understanding),
    lang: isSure("lang", lang.confidence) ? lang.value : "und",
  };
};

/** Facets that are fields of a case, by the same name. */
const FIELDS = [
  "service",
  "screen",
  "medium",
  "who",
  "under_15",
  "under_18",
  "residence",
  "data_changed",
  "at_clinic",
  "abroad",
  "pinless_card",
  "nfc_phone",
  "notice_form",
  "residence_card_in_one",
  "ward",
  "move_in_day",
] as const satisfies readonly (HeardField & keyof Understanding)[];

function heardIn(understanding: Understanding): Heard {
  const { situation, secret, months_since_expiry: months, knows, under_15: child } = understanding;
  const fields = FIELDS.flatMap((field) => heardAs(field, understanding[field]));
  const known = Object.entries(knows).flatMap(([name, one]) => heardAs(`knows:${name}`, one, "knows"));
  return Object.fromEntries([
    ...fields,
    ...known,
    ...heardAs("situation", tellsTrouble(situation?.value) ? situation : null),
    ...heardAs("secret", secret?.value === "unknown" ? null : secret),
    // A child under 15 is under 18, too.
    ...heardAs("under_18", child?.value === true ? child : null),
    ...heardAs("months_since_expiry", months && { ...months, value: months.value > 3 ? 4 : 3 }),
  ]);
}

/** "unclear" tells nothing, and who only wants to know something is answered aside. */
function tellsTrouble(situation: string | undefined): boolean {
  return situation !== undefined && situation !== "unclear" && situation !== "info";
}

function heardAs(
  field: HeardField,
  told: Told<unknown> | null | undefined,
  facet: string = field,
): readonly (readonly [HeardField, HeardValue])[] {
  if (!told) return [];
  const { value, confidence } = told;
  return [[field, { value: value as HeardValue["value"], sure: isSure(facet, confidence, value) }]];
}

/** What is outside of what can be answered here is answered with the door that is. */
const DOORS: Readonly<Record<string, AsideId>> = {
  tax: "outside_tax",
  benefits: "outside_benefits",
  other_card: "outside_other_card",
  greeting: "outside_chat",
};

function askedIn(text: string, { outside }: Understanding): Asked | null {
  const isOutside = outside !== null && isSure("outside", outside.confidence);
  if (isOutside && outside.value === "person") return { what: "person", sure: true };
  const question = asked(text);
  if (question && question.confidence >= SURE_ASKED) {
    const what = question.value;
    if (what === "person" || isAside(what)) return { what, sure: true };
  }
  const door = isOutside ? DOORS[outside.value] : undefined;
  return door ? { what: door, sure: true } : null;
}
