import { monthsBefore, renewalWindowOpens } from "../facts/expiry.ts";
import type { IsoDate, SecretId } from "../facts/index.ts";
import type { Lang } from "../language/index.ts";
import { APPLICATION_NAMES, type CardReading } from "./card.ts";
import type { Conversation } from "./conversation.ts";
import { fromLink, toLink } from "./link.ts";

/**
 * What a link to a slip carries: answers, and what was read from the card. Nothing in it says whose slip it is.
 */
export interface SlipLink {
  /** The answers, as in every link. */
  readonly a: string;
  /** The reading; left out where no card was read. Whether it may be believed, a seal has to say. */
  readonly c?: string;
}

/** A link to the slip of a conversation that has come to its outcome on that day. */
export function toSlipLink(conversation: Conversation, on: IsoDate): SlipLink {
  const { card, answers } = conversation;
  const a = toLink(conversation);
  if (!card) return { a };
  const before = answers.findIndex(({ at }) => at > card.at);
  return { a, c: readingText(card, before < 0 ? answers.length : before, on) };
}

/** The conversation that leads to the same slip again, on the day on which it was made. */
export function fromSlipLink({ a, c }: SlipLink, lang: Lang, city: string, on: IsoDate): Conversation {
  // In the order of the answers, with the card at its place between them.
  const answers = fromLink(a).map(({ node, value }, at) => ({ node, value, by: "link", at }) as const);
  const card = c === undefined ? undefined : readingFrom(c, on);
  return { lang, city, answers, ...(card && { card }) };
}

/** The counters that a report may hold, each by a letter. */
const SECRETS = {
  s: "sign_pw",
  u: "user_pin",
  j: "juki_pin",
  k: "kenmen_pin",
  b: "code_b",
  a: "code_a",
  d: "birth_pin",
  l: "licence_pin",
} as const satisfies Record<string, SecretId>;

/** The applications in which a counter may be blocked. */
const APPLICATIONS = {
  j: APPLICATION_NAMES.jpki,
  i: APPLICATION_NAMES.input_support,
  f: APPLICATION_NAMES.card_face,
  c: APPLICATION_NAMES.common,
  u: APPLICATION_NAMES.juki,
  l: APPLICATION_NAMES.licence,
} as const;

const MINUTE_MS = 60_000;

/** `<answers before>.<minute read>.<certificates>.<counters>`, such as `1.t3k8q0.ly.s5-u3-j3-k3-b0f`. */
function readingText(card: CardReading, before: number, on: IsoDate): string {
  const { counters, blockedIn, signCertPresent } = card;
  const sign = signCertPresent === null ? "u" : signCertPresent ? "y" : "n";
  const counted = Object.entries(SECRETS).flatMap(([letter, secret]) => {
    const left = counters[secret];
    if (left === undefined) return [];
    return [`${letter}${left ?? "x"}${lettersOf(blockedIn[secret] ?? [])}`];
  });
  const minute = Math.floor(card.readAt / MINUTE_MS).toString(36);
  return [before, minute, `${endingOf(card.userCertEnds, on)}${sign}`, counted.join("-")].join(".");
}

function lettersOf(applications: readonly string[]): string {
  return Object.entries(APPLICATIONS)
    .filter(([, name]) => applications.includes(name))
    .map(([letter]) => letter)
    .join("");
}

/**
 * How the certificate stood that day: ended, soon to end, to end later, not read. Its last day itself is a
 * birthday, and a link has no business with that.
 */
function endingOf(ends: string | null, on: IsoDate): "e" | "s" | "l" | "n" {
  if (ends === null) return "n";
  if (ends < on) return "e";
  return renewalWindowOpens(ends) <= on ? "s" : "l";
}

/** Some day that stands to `on` as the last day of the certificate did. */
function someEnd(ending: string, on: IsoDate): IsoDate | null {
  if (ending === "e") return monthsBefore(on, 1);
  if (ending === "s") return on;
  return ending === "l" ? monthsBefore(on, -12) : null;
}

const READING = /^(\d{1,2})\.([0-9a-z]{1,8})\.([esln])([ynu])\.((?:[a-z](?:\d{1,2}|x)[a-z]{0,6}-?){0,8})$/;
const COUNTER = /([a-z])(\d{1,2}|x)([a-z]*)/g;

/** @returns undefined where the text is no reading */
function readingFrom(text: string, on: IsoDate): CardReading | undefined {
  const [, before, minute, ending = "", sign, counted = ""] = READING.exec(text) ?? [];
  if (before === undefined || minute === undefined) return undefined;
  const rows = [...counted.matchAll(COUNTER)].flatMap(([, letter = "", left, where = ""]) => {
    const secret = letter in SECRETS ? SECRETS[letter as keyof typeof SECRETS] : undefined;
    return secret ? [{ secret, left: left === "x" ? null : Number(left), where }] : [];
  });
  return {
    at: Number(before) - 0.5,
    readAt: Number.parseInt(minute, 36) * MINUTE_MS,
    counters: Object.fromEntries(rows.map(({ secret, left }) => [secret, left])),
    blockedIn: Object.fromEntries(
      rows.flatMap(({ secret, where }) => {
        const names = Object.entries(APPLICATIONS).flatMap(([one, name]) =>
          where.includes(one) ? [name] : [],
        );
        return names.length > 0 ? [[secret, names]] : [];
      }),
    ),
    userCertEnds: someEnd(ending, on),
    signCertPresent: sign === "u" ? null : sign === "y",
  };
}
