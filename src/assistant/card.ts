import type { CardReport } from "../card/report.ts";
import { type Contradiction, SECRETS, type SecretId } from "../facts/index.ts";
import type { ChipFacts } from "../flows/index.ts";
import { line, type Line } from "../language/index.ts";
import { dayInJapan, timeInJapan } from "./world.ts";

/**
 * What a conversation keeps of a card: tries left and dates, nothing that says whose card it is.
 * A counter that could not be read is left out: "not read" is never "not locked".
 */
export interface CardReading {
  /** When it reached the conversation, epoch milliseconds. */
  readonly at: number;
  /** Epoch milliseconds, by the clock of the computer with the reader. */
  readonly readAt: number;
  readonly counters: Readonly<Partial<Record<SecretId, number>>>;
  /** Last day of the user certificate, in Japan; null where it could not be read. */
  readonly userCertEnds: string | null;
  readonly signCertPresent: boolean | null;
  /** A phone was held to the reader, not a plastic card. */
  readonly phone: boolean;
}

const PHONE_TOKENS: ReadonlySet<string> = new Set(["JPKIAPGPSETOKEN", "JPKIAPIOSTOKEN"]);

/** The part of a report that a conversation may use. */
export function readingOf(report: CardReport, at: number): CardReading {
  const counted = SECRETS.flatMap((secret) => {
    const counter =
      secret in report.counters ? report.counters[secret as keyof typeof report.counters] : undefined;
    const isRead =
      counter && (counter.state === "ok" || counter.state === "blocked") && counter.left !== null;
    return isRead ? [[secret, counter.left] as const] : [];
  });
  return {
    at,
    readAt: Date.parse(report.read_at),
    counters: Object.fromEntries(counted),
    userCertEnds: report.user_cert && dayInJapan(Date.parse(report.user_cert.not_after)),
    signCertPresent: report.sign_cert_present,
    phone: report.token !== null && PHONE_TOKENS.has(report.token),
  };
}

/** The reading in the terms of a case. */
export function chipFacts({ counters, userCertEnds, signCertPresent, phone }: CardReading): ChipFacts {
  return {
    counters,
    user_cert_ends: userCertEnds,
    sign_cert_present: signCertPresent,
    ...(phone && { medium: "phone" as const }),
  };
}

/** What the answer rests on, statement by statement: from the chip, with its time, and from the person. */
export function groundLines(reading: CardReading | undefined): readonly Line[] {
  if (!reading) return [line("grounds.answers")];
  const counters = Object.entries(reading.counters).map(([secret, left]) =>
    line(left === 0 ? "grounds.blocked" : "grounds.counter", {
      name: line(`secret.${secret}.official`),
      left,
    }),
  );
  return [
    line("grounds.card", { day: dayInJapan(reading.readAt), time: timeInJapan(reading.readAt) }),
    ...counters,
    ...(reading.userCertEnds ? [line("grounds.certificate", { day: reading.userCertEnds })] : []),
    ...(reading.signCertPresent === false ? [line("grounds.no_sign_certificate")] : []),
    line("grounds.rest_from_answers"),
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
