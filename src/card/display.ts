/** A report as a resident reads it: each secret, what it is for, tries left, what to do next. Worst first. */
import {
  counterFiles,
  countedSecrets,
  phoneTokens,
  type ApplicationId,
  type CountedSecret,
} from "./applications.ts";
import type { CardError, ReaderStatus } from "./port.ts";
import { readerKind } from "./probe.ts";
import type { CardReport, CertificateValidity, Counter } from "./report.ts";
import type { Say } from "./wording.ts";

/** Certificates of the card end at midnight in Japan, and the conversation tells its times. */
const JAPAN = "Asia/Tokyo";

/** 09:02, as on the clerk's slip. */
const clock = new Intl.DateTimeFormat("sv-SE", { timeStyle: "short", timeZone: JAPAN });

type Row = { secret: CountedSecret; counter: Counter };

/** A child's card has the password's counter and no certificate to use it with: its tries mean nothing. */
function hasNoUse({ secret, counter }: Row, { sign_cert_present }: CardReport): boolean {
  return secret === "sign_pw" && sign_cert_present === false && counter.state !== "blocked";
}

/** What needs the reader's eye comes first. */
function urgency(row: Row, report: CardReport): number {
  const { state, left } = row.counter;
  if (hasNoUse(row, report)) return 4;
  if (state === "blocked") return 0;
  if (state === "ok") return left === 1 ? 1 : 3;
  return state === "absent" ? 4 : 2;
}

function leftText(counter: Pick<Counter, "state" | "left" | "sw">, max: number | null, say: Say): string {
  return say(`probe.left.${counter.state}`, { left: counter.left ?? 0, max: max ?? 0, sw: counter.sw });
}

/** The applications a clerk has to look into: those of the parts that decided, or the secret's only one. */
function applicationsOf(secret: CountedSecret, { state, parts }: Counter): ApplicationId[] {
  const deciding = parts?.filter((part) => part.state === state).map(({ application }) => application);
  if (deciding && deciding.length > 0) return deciding;
  return counterFiles
    .filter((file) => file.secret === secret || file.phoneSecret === secret)
    .map(({ application }) => application);
}

/** Secrets of a phone and of the police: not the clerk's at the city office. */
const resetElsewhere: ReadonlySet<CountedSecret> = new Set([
  "licence_pin",
  "phone_sign_pw",
  "phone_user_pin",
]);

function nextText(secret: CountedSecret, counter: Counter, report: CardReport, say: Say): string {
  if (secret === "sign_pw" && report.sign_cert_present === false) return say("probe.next.no_sign_cert");
  if (counter.state === "blocked" && resetElsewhere.has(secret)) return say("probe.next.blocked_other");
  if (counter.state === "ok") return say(counter.left === 1 ? "probe.next.one_left" : "probe.next.ok");
  const applications = applicationsOf(secret, counter)
    .map((application) => say(`probe.application.${application}`))
    .join(say("probe.and"));
  const clerk = say("probe.clerk", { applications, name: say(`probe.name.${secret}`) });
  return say(`probe.next.${counter.state}`, { clerk });
}

function secretLines(row: Row, report: CardReport, say: Say): string[] {
  const { secret, counter } = row;
  const isOfNoUse = hasNoUse(row, report);
  const rows: [label: string, text: string][] = [
    ["for", say(`probe.for.${secret}`)],
    ["left", isOfNoUse ? say("probe.left.no_sign_cert") : leftText(counter, counter.max, say)],
    ["next", nextText(secret, counter, report, say)],
  ];
  const parts = (counter.parts ?? []).map(
    (part) =>
      `      ${say("probe.part", {
        application: say(`probe.application.${part.application}`),
        left: leftText(part, null, say),
      })}`,
  );
  const lines = rows.map(([label, text]) => `    ${say(`probe.label.${label}`)}: ${text}`);
  return [
    "",
    `${isOfNoUse ? "[ ]" : mark(counter)} ${say(`probe.name.${secret}`)}`,
    ...lines.toSpliced(2, 0, ...parts),
  ];
}

/** Readable without colour: a locked or nearly locked secret stands out. */
function mark({ state, left }: Counter): string {
  if (state === "blocked" || (state === "ok" && left === 1)) return "[!]";
  return state === "ok" ? "[ ]" : "[?]";
}

/** Where `read_at` lies: before, within or after the certificate's dates. */
function phaseOf(
  read_at: string,
  { not_before, not_after }: CertificateValidity,
): "early" | "valid" | "expired" {
  if (Date.parse(read_at) < Date.parse(not_before)) return "early";
  return Date.parse(read_at) > Date.parse(not_after) ? "expired" : "valid";
}

/** The day in Japan, as a certificate's dates are meant. */
function dayText(moment: string, say: Say): string {
  const parts = new Intl.DateTimeFormat("en", {
    timeZone: JAPAN,
    year: "numeric",
    month: "numeric",
    day: "numeric",
  });
  const part = (type: string) =>
    parts.formatToParts(new Date(moment)).find((one) => one.type === type)?.value ?? "";
  // The year as text: a number would be written 2,030.
  return say("probe.date", { year: part("year"), month: Number(part("month")), day: Number(part("day")) });
}

function certificateLines(report: CardReport, say: Say): string[] {
  const { user_cert, sign_cert_present, read_at } = report;
  const signature = sign_cert_present === null ? "unknown" : sign_cert_present ? "present" : "missing";
  const user = user_cert
    ? say("probe.cert.user", {
        from: dayText(user_cert.not_before, say),
        until: dayText(user_cert.not_after, say),
        phase: phaseOf(read_at, user_cert),
      })
    : say("probe.cert.user_unknown");
  return ["", user, say(`probe.cert.sign_${signature}`)];
}

function kindOf(token: CardReport["token"]): string {
  if (token !== null && phoneTokens.has(token)) return "phone";
  return token === "JPKIAPICCTOKEN2" ? "card" : token === "JPKIAPICCTOKEN" ? "juki_card" : "other";
}

/** The whole report as lines of text. A licence that is not on the card is not mentioned. */
export function displayReport(report: CardReport, say: Say): string {
  const secrets = countedSecrets
    .map((secret) => ({ secret, counter: report.counters[secret] }))
    .filter((row): row is Row => row.counter !== undefined)
    .filter(({ secret, counter }) => secret !== "licence_pin" || counter.state !== "absent")
    .toSorted((a, b) => urgency(a, report) - urgency(b, report));
  const lines = [
    say("probe.title", { time: clock.format(new Date(report.read_at)), reader: report.reader }),
    say("probe.harmless"),
    say(`probe.kind.${kindOf(report.token)}`),
    ...secrets.flatMap((row) => secretLines(row, report, say)),
    ...(phoneTokens.has(report.token ?? "") ? [] : certificateLines(report, say)),
    "",
    say("probe.where"),
  ];
  return `${lines.join("\n")}\n`;
}

/** What went wrong and how to mend it on this system. */
export function displayError({ kind, code }: CardError, say: Say, platform: string): string {
  const system = ["linux", "darwin", "win32"].includes(platform) ? platform : "other";
  return say(`probe.error.${kind}`, { system, code: code ?? "-" });
}

/** The readers, numbered as --reader takes them. */
export function displayReaders(readers: readonly ReaderStatus[], say: Say): string {
  if (readers.length === 0) return `${say("probe.list.none")}\n`;
  const rows = readers.map(({ name, card, use }, index) =>
    say("probe.list.row", { number: index + 1, reader: readerKind(name), card, use }),
  );
  return `${[say("probe.list.title"), ...rows].join("\n")}\n`;
}
