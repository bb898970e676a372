import type { CardReport } from "../card/report.ts";
import { type Contradiction, SECRETS, type SecretId } from "../facts/index.ts";
import type { ChipFacts } from "../flows/index.ts";
import { line, type Line } from "../language/index.ts";
import { dayInJapan, timeInJapan } from "./world.ts";

/**
 * What a conversation keeps of a card: tries left and dates, nothing that says whose card it is.
 * A counter that could not be read is `null`: "not read" is never "not locked".
 */
export interface CardReading {
  /** When it reached the conversation, epoch milliseconds. */
  readonly at: number;
  /** Epoch milliseconds, by the clock of the computer with the reader. */
  readonly readAt: number;
  readonly counters: Readonly<Partial<Record<SecretId, number | null>>>;
  /** Where a secret has several counters: official names of the applications in which it is blocked. */
  readonly blockedIn: Readonly<Partial<Record<SecretId, readonly string[]>>>;
  /** Last day of the user certificate, in Japan; null where it could not be read. */
  readonly userCertEnds: string | null;
  readonly signCertPresent: boolean | null;
}

/** A reading says how the card is now, not how it was: the counter may have mended it since. */
const READING_LIFE_MS = 24 * 60 * 60 * 1000;

export function isTooOld(report: CardReport, now: number): boolean {
  return now - Date.parse(report.read_at) > READING_LIFE_MS;
}

const PHONE_TOKENS: ReadonlySet<string> = new Set(["JPKIAPGPSETOKEN", "JPKIAPIOSTOKEN"]);

/** Official names of the applications, by their ids in a report. */
export const APPLICATION_NAMES = {
  jpki: "公的個人認証AP",
  input_support: "券面事項入力補助AP",
  card_face: "券面事項確認AP",
  common: "個人番号カードAP",
  juki: "住基AP",
  licence: "マイナ免許証AP",
} as const satisfies Record<NonNullable<Counter["parts"]>[number]["application"], string>;

type Counter = NonNullable<CardReport["counters"][keyof CardReport["counters"]]>;

/** The part of a report that a conversation may use. A phone's certificates say nothing of the card's. */
export function readingOf(report: CardReport, at: number): CardReading {
  const isPhone = report.token !== null && PHONE_TOKENS.has(report.token);
  const counted = SECRETS.flatMap((secret) => {
    const counter =
      secret in report.counters ? report.counters[secret as keyof typeof report.counters] : undefined;
    return counter && counter.state !== "absent" ? [[secret, counter] as const] : [];
  });
  return {
    at,
    readAt: Date.parse(report.read_at),
    counters: Object.fromEntries(counted.map(([secret, { left }]) => [secret, left])),
    blockedIn: Object.fromEntries(
      counted.flatMap(([secret, counter]) => {
        const names = blockedApplications(counter);
        return names.length > 0 ? [[secret, names]] : [];
      }),
    ),
    userCertEnds: !isPhone && report.user_cert ? dayInJapan(Date.parse(report.user_cert.not_after)) : null,
    signCertPresent: isPhone ? null : report.sign_cert_present,
  };
}

function blockedApplications({ parts = [] }: Counter): readonly string[] {
  return parts
    .filter(({ state }) => state === "blocked")
    .map(({ application }) => APPLICATION_NAMES[application]);
}

/** The reading in the terms of a case. */
export function chipFacts({ counters, userCertEnds, signCertPresent }: CardReading): ChipFacts {
  return { counters, user_cert_ends: userCertEnds, sign_cert_present: signCertPresent };
}

/** What the answer rests on, statement by statement: from the chip, with its time, and from the person. */
export function groundLines(reading: CardReading | undefined): readonly Line[] {
  if (!reading) return [line("grounds.answers")];
  const { counters, userCertEnds, readAt } = reading;
  const day = dayInJapan(readAt);
  return [
    line("grounds.card", { day, time: timeInJapan(readAt) }),
    ...SECRETS.flatMap((secret) => counterLine(reading, secret, counters[secret])),
    ...(userCertEnds
      ? [
          line(userCertEnds < day ? "grounds.certificate_ended" : "grounds.certificate", {
            day: userCertEnds,
          }),
        ]
      : []),
    ...(reading.signCertPresent === false ? [line("grounds.no_sign_certificate")] : []),
    line("grounds.rest_from_answers"),
  ];
}

function counterLine(
  { blockedIn }: CardReading,
  secret: SecretId,
  left: number | null | undefined,
): readonly Line[] {
  if (left === undefined) return [];
  const name = line(`secret.${secret}.official`);
  if (left === null) return [line("grounds.unread", { name })];
  if (left > 0) return [line("grounds.counter", { name, left })];
  const applications = blockedIn[secret]?.join("・");
  return [
    applications
      ? line("grounds.blocked_in", { name, applications })
      : line("grounds.blocked", { name, left }),
  ];
}

/** Names what the chip says against what the person said. */
export function contradictionLine({ field, said, found }: Contradiction): Line {
  if (field === "situation") return line("contradiction.situation", { said, found });
  if (found === "unknown") return line("contradiction.several", { said: line(`secret.${said}.plain`) });
  return line("contradiction.secret", {
    said: line(`secret.${said}.plain`),
    found: line(`secret.${found}.plain`),
  });
}
