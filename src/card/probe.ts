/**
 * The probe: asks one card for every counter and the certificate's dates, in one connection, and makes a
 * report. At most 36 commands, none of which can cost a try (guard.ts).
 */
import {
  applicationIds,
  counterFiles,
  countedSecrets,
  maxTries,
  phoneTokens,
  tokenLabels,
  type ApplicationId,
  type CounterFile,
} from "./applications.ts";
import { readValidity } from "./certificate.ts";
import { GuardedCard } from "./guard.ts";
import { CardError, type CardConnection } from "./port.ts";
import type { CardReport, CertificateValidity, Counter } from "./report.ts";
import { combine, readSelectStatus, type Reading } from "./status.ts";

export type ProbeOptions = {
  /** Name of the reader, for the report. */
  reader: string;
  /** When the reading begins. */
  now: Date;
  /** Called before each application is asked: `done` of `total`. */
  onProgress?: (done: number, total: number) => void;
};

type Asked = { file: CounterFile; reading: Reading };

const EVERYTHING = () => false;

/** myna-card: the first command after power-up may answer 6F00 once. */
async function wake(card: GuardedCard): Promise<void> {
  let sw = await card.selectApplication("jpki");
  if (sw === "6F00") sw = await card.selectApplication("jpki");
  if (sw !== "9000") throw new CardError("not_my_number_card", "the card has no 公的個人認証AP", sw);
}

async function readToken(card: GuardedCard): Promise<CardReport["token"]> {
  const bytes = await card.readFile("token", EVERYTHING);
  if (bytes.length === 0) return null;
  const label = String.fromCharCode(...bytes).trimEnd();
  return tokenLabels.find((known) => known === label) ?? "other";
}

/** EF 0008: the first byte is about the signature certificate, 8F present, 00 not (myna-card). */
async function readSignCertPresent(card: GuardedCard): Promise<boolean | null> {
  const [signature] = await card.readFile("presence", EVERYTHING);
  if (signature === 0x8f) return true;
  return signature === 0x00 ? false : null;
}

async function readUserCertificate(card: GuardedCard): Promise<CertificateValidity | null> {
  const bytes = await card.readFile("user_certificate", (begin) => readValidity(begin) !== "incomplete");
  const validity = readValidity(bytes);
  return typeof validity === "string" ? null : validity;
}

/** Asks all counters of one application, which `selected` says is current or not there. */
async function askCounters(
  card: GuardedCard,
  application: ApplicationId,
  selected: string,
): Promise<Asked[]> {
  const asked: Asked[] = [];
  for (const file of counterFiles.filter((row) => row.application === application)) {
    asked.push({
      file,
      reading: selected === "9000" ? await card.askTries(file) : readSelectStatus(selected),
    });
  }
  return asked;
}

/** One entry a secret: its worst counter decides; several counters are all kept. */
function summarise(asked: readonly Asked[], isPhone: boolean): CardReport["counters"] {
  const counters: CardReport["counters"] = {};
  const secretOf = ({ file }: Asked) => (isPhone && file.phoneSecret) || file.secret;
  for (const secret of countedSecrets) {
    const parts = asked
      .filter((one) => secretOf(one) === secret)
      .map(({ file, reading }) => ({ application: file.application, file: file.ef, ...reading }));
    const [first, ...rest] = parts;
    if (!first) continue;
    const { left, state, sw } = combine([first, ...rest]);
    const counter: Counter = { left, max: maxTries[secret], state, sw };
    counters[secret] = rest.length > 0 ? { ...counter, parts } : counter;
  }
  return counters;
}

/** The reader's name without what pcscd puts in brackets: interface and serial number. */
export function readerKind(name: string): string {
  const kind = name
    .replace(/\([^)]*\)|\[[^\]]*\]/g, " ")
    .replace(/[\p{Cc}\p{Cf}]/gu, "")
    .replace(/\s+/g, " ");
  return kind.trim().slice(0, 128);
}

/**
 * Reads the card behind an open connection. It neither opens nor ends the connection.
 * @returns the report, how to disconnect, and how many commands were sent
 * @throws CardError where the card is not a My Number Card or left the reader; there is no partial report
 */
export async function probe(
  connection: CardConnection,
  { reader, now, onProgress = () => {} }: ProbeOptions,
): Promise<{ report: CardReport; disconnect: "leave" | "reset"; commands: number }> {
  const card = new GuardedCard(connection);
  onProgress(0, applicationIds.length);
  await wake(card);
  const token = await readToken(card);
  const isPhone = token !== null && phoneTokens.has(token);
  const asked = await askCounters(card, "jpki", "9000");
  const sign_cert_present = await readSignCertPresent(card);
  const user_cert = await readUserCertificate(card);
  // A phone has the 公的個人認証AP only.
  const others = isPhone ? [] : applicationIds.filter((application) => application !== "jpki");
  for (const [index, application] of others.entries()) {
    onProgress(index + 1, applicationIds.length);
    asked.push(...(await askCounters(card, application, await card.selectApplication(application))));
  }
  const disconnect = await card.leave();
  onProgress(applicationIds.length, applicationIds.length);
  const report: CardReport = {
    schema: 1,
    read_at: now.toISOString(),
    reader: readerKind(reader),
    token,
    counters: summarise(asked, isPhone),
    user_cert,
    sign_cert_present,
  };
  return { report, disconnect, commands: card.sent };
}
