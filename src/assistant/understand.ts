import { asked, SURE_ASKED } from "../language/asked/asked.ts";
import { isSure, type Told, understand as read, type Understanding } from "../language/understand/index.ts";
import { type AsideId, isAside } from "./asides.ts";
import { type Heard, type HeardField, type HeardValue, isAlarm } from "./heard.ts";
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
    ...(isCheckFailed(understanding) && { checkFailed: true }),
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
    ...heardAs("situation", tellsTrouble(situation?.value) ? likely("situation", situation) : null),
    ...heardAs("secret", tellsSecret(understanding) ? likely("secret", secret) : null),
    // A child under 15 is under 18, too.
    ...heardAs("under_18", child?.value === true ? child : null),
    ...heardAs("months_since_expiry", months && { ...months, value: months.value > 3 ? 4 : 3 }),
  ]);
}

/** "unclear" tells nothing, and who only wants to know something is answered aside. */
function tellsTrouble(situation: string | undefined): boolean {
  return situation !== undefined && situation !== "unclear" && situation !== "info";
}

/** Whoever is told that a check failed does not know yet that anything has happened to the certificate. */
function tellsSecret(understanding: Understanding): boolean {
  return understanding.secret?.value !== "unknown" && !isCheckFailed(understanding);
}

/** "Could not be verified" tells of the certificate, and not whether anything has happened to it. */
function isCheckFailed({ situation, secret }: Understanding): boolean {
  const isOpen = situation?.value === "unclear" && isSure("situation", situation.confidence);
  return isOpen && secret?.value === "user_cert" && isSure("secret", secret.confidence);
}

/**
 * Below this nothing is suggested, either: whoever says yes to whatever is asked must not stop a card by it. An
 * alarm that is read but weakly is none.
 */
const LIKELY: Readonly<Record<string, number>> = { situation: 0.3, secret: 0.3 };
const LIKELY_ALARM = 0.5;

function likely<Value>(facet: string, told: Told<Value> | null): Told<Value> | null {
  const least = isAlarm(told?.value) ? LIKELY_ALARM : (LIKELY[facet] ?? 0);
  return told && told.confidence >= least ? told : null;
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

function askedIn(text: string, { situation, outside }: Understanding): Asked | null {
  const isOutside = outside !== null && isSure("outside", outside.confidence);
  if (isOutside && outside.value === "person") return { what: "person", sure: true };
  const question = asked(text);
  if (question && question.confidence >= SURE_ASKED) {
    const what = question.value;
    if (what === "person" || (isAside(what) && !isAboutCard(what, situation))) return { what, sure: true };
  }
  const door = isOutside ? DOORS[outside.value] : undefined;
  return door ? { what: door, sure: true } : null;
}

/** No door leads away from what happened to the card. */
function isAboutCard(aside: AsideId, situation: Understanding["situation"]): boolean {
  return aside.startsWith("outside_") && tellsTrouble(situation?.value);
}
