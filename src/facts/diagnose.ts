import type { Case, Contradiction } from "./case.ts";
import { correctByChip, isBlockedOrUnread, isSecret, lockOfUnnamed, nameEnding, withChip } from "./chip.ts";
import type { IsoDate } from "./provenance.ts";
import type { FactTables } from "./tables.ts";
import type { ScreenId, SecretId, SituationId, SubjectId } from "./vocabulary.ts";

const PIN_SITUATIONS: ReadonlySet<SituationId> = new Set<SituationId>([
  "locked",
  "forgot",
  "reset_but_still_fails",
]);
const CERT_SITUATIONS: ReadonlySet<SituationId> = new Set<SituationId>([
  "expired",
  "expiring_soon",
  "revoked",
  "not_issued",
]);

type Renaming = Readonly<Partial<Record<SubjectId, SubjectId>>>;

/** A certificate is not locked; the password in front of it is. */
const AS_PIN: Renaming = {
  sign_cert: "sign_pw",
  user_cert: "user_pin",
  both_certs: "both_jpki_pins",
  card_body: "unknown",
};
/** A password does not expire; the certificate behind it does. */
const AS_CERTIFICATE: Renaming = {
  sign_pw: "sign_cert",
  user_pin: "user_cert",
  phone_sign_pw: "sign_cert",
  phone_user_pin: "user_cert",
  both_jpki_pins: "both_certs",
  all_pins: "both_certs",
  kenmen_pin: "unknown",
  juki_pin: "unknown",
  code_a: "unknown",
  code_b: "unknown",
  security_code: "unknown",
};
/** The phone's own passwords are other secrets than the card's (P2). */
const PHONE_TWIN: Readonly<Partial<Record<SubjectId, SecretId>>> = {
  sign_pw: "phone_sign_pw",
  user_pin: "phone_user_pin",
  unknown_4digit: "phone_user_pin",
  // The phone's menu begins with the signature password, which opens the way to the other (P4, P5).
  both_jpki_pins: "phone_sign_pw",
  all_pins: "phone_sign_pw",
};

/** Which secrets a screen can mean, on a plastic card (table 1.1, C1). */
const BEHIND_SCREEN: Readonly<Record<ScreenId, readonly SecretId[]>> = {
  digits4: ["user_pin", "kenmen_pin", "juki_pin"],
  alnum6_16: ["sign_pw"],
  birth_expiry_code: ["code_b"],
  face: ["face_auth"],
};

const ANY_SECRET: readonly SecretId[] = ["sign_pw", "user_pin", "kenmen_pin", "juki_pin", "code_b"];

/** A case in the product's own terms, and what had to be contradicted on the way. */
export interface Diagnosis {
  readonly of: Case;
  readonly contradictions: readonly Contradiction[];
}

/**
 * Puts a case into exact terms: a PIN is not "expired", a phone's PIN is not the card's, and where the
 * chip was read, it wins over memory.
 */
export function diagnose(tables: FactTables, said: Case, on: IsoDate): Diagnosis {
  const told = withKnowledgeOfKiosk(withSender(withForgotten(tables, said)));
  const read = lockOfUnnamed(withChip(told, on));
  const named = nameSubject(tables, nameEnding(read, on));
  return correctByChip(named, on, (of) => possibleSecrets(tables, of));
}

/** Who wants to change a PIN and does not know the present one has forgotten it (D41). */
function withForgotten(tables: FactTables, said: Case): Case {
  const { situation, secret, knows } = said;
  if (situation !== "change_known_pin" || !isSecret(secret) || !tables.secrets[secret].chosenByHolder)
    return said;
  return knows?.[secret] === false ? { ...said, situation: "forgot" } : said;
}

/** Somebody who asks on behalf of another is an agent until told otherwise. */
function withSender(said: Case): Case {
  const mustBeOther = said.situation === "agent_request" && (said.who === undefined || said.who === "self");
  return mustBeOther ? { ...said, who: "agent" } : said;
}

/** Who had a reservation for the kiosk has entered the other PIN on an NFC phone (route 2.1, step 1). */
function withKnowledgeOfKiosk(said: Case): Case {
  if (said.situation !== "reset_but_still_fails" || said.secret !== "sign_pw") return said;
  return { ...said, nfc_phone: said.nfc_phone ?? true, knows: { user_pin: true, ...said.knows } };
}

function nameSubject(tables: FactTables, said: Case): Case {
  let secret: SubjectId = said.secret;
  if (PIN_SITUATIONS.has(said.situation)) secret = AS_PIN[secret] ?? secret;
  if (CERT_SITUATIONS.has(said.situation)) secret = AS_CERTIFICATE[secret] ?? secret;
  else if (said.medium === "phone") secret = PHONE_TWIN[secret] ?? secret;
  if (secret === "security_code" && isAboutItsLock(said)) secret = "code_b";
  if (said.situation === "not_issued" && secret === "unknown") secret = "sign_cert";
  // D24: the login works with the new PIN, so the four digits that fail are those that stayed old.
  if (isStaleDigits(said)) secret = "kenmen_pin";
  const named = { ...said, secret };
  const [only, ...others] = isUnnamed(named) ? possibleSecrets(tables, named) : [];
  return only && others.length === 0 ? { ...named, secret: only } : named;
}

/** The printed code has no counter of its own: what is locked is the code that it is a part of (D23). */
function isAboutItsLock({ situation, counters }: Case): boolean {
  if (situation === "locked") return true;
  const isWish = situation === "change_known_pin" || situation === "info";
  return counters?.code_b === 0 && !isWish;
}

function isStaleDigits(said: Case): boolean {
  const isUnnamedDigits = said.secret === "unknown_4digit" && said.service == null;
  return said.situation === "reset_but_still_fails" && isUnnamedDigits && works(said, "user_pin");
}

/** Whether it is still open which secret or certificate the person means. */
export function isUnnamed(of: Case): boolean {
  return of.secret === "unknown" || of.secret === "unknown_4digit";
}

/**
 * The secrets that an unnamed one may be, given the service, the screen, what still works and what the
 * chip says. Never empty for a PIN: a hint that excludes everything is not believed.
 */
export function possibleSecrets(tables: FactTables, of: Case): readonly SecretId[] {
  if (CERT_SITUATIONS.has(of.situation)) return [];
  const hints: readonly ((secret: SecretId) => boolean)[] = [
    (secret) => matchesScreen(tables, of, secret),
    (secret) => !works(of, secret),
    (secret) => secret === "user_pin" || !isLoginTrouble(of),
    (secret) => !isSignatureOfChild(of, secret),
    (secret) => of.situation !== "locked" || isBlockedOrUnread(of, secret),
  ];
  let secrets = askedBy(tables, of);
  for (const hint of hints) {
    const left = secrets.filter(hint);
    if (left.length > 0) secrets = left;
  }
  return onMedium(of, secrets);
}

function askedBy(tables: FactTables, of: Case): readonly SecretId[] {
  const asks = of.service ? tables.services[of.service].asks : [];
  const secrets = asks.flatMap(({ secret }) =>
    secret === "unknown_4digit" ? BEHIND_SCREEN.digits4 : [secret],
  );
  if (secrets.length > 0) return [...new Set(secrets)];
  return of.screen === "face" ? BEHIND_SCREEN.face : ANY_SECRET;
}

function matchesScreen(tables: FactTables, of: Case, secret: SecretId): boolean {
  const screen = of.screen ?? (of.secret === "unknown_4digit" ? "digits4" : undefined);
  if (!screen) return true;
  const asks = of.service ? tables.services[of.service].asks : [];
  const asked = asks.some((ask) => ask.secret === secret && ask.screen === screen);
  return asked || BEHIND_SCREEN[screen].includes(secret);
}

/** The login is tested each day; that another PIN is remembered does not say that it still works. */
function works(of: Case, secret: SecretId): boolean {
  if (secret !== "user_pin" && secret !== "sign_pw") return false;
  return of.knows?.[secret] === true && of.counters?.[secret] !== 0;
}

/** D25: four digits, no telling which, and the login does not work either: then it is the login's PIN. */
function isLoginTrouble(of: Case): boolean {
  return of.secret === "unknown_4digit" && of.service !== undefined && of.knows?.user_pin === false;
}

function isSignatureOfChild(of: Case, secret: SecretId): boolean {
  // Where the service may ask for a signature, the screen has to tell (D28).
  return of.under_15 === true && secret === "sign_pw" && of.screen !== "alnum6_16" && !of.service;
}

function onMedium(of: Case, secrets: readonly SecretId[]): readonly SecretId[] {
  if (of.medium !== "phone") return secrets;
  const onPhone = secrets.flatMap((secret) => PHONE_TWIN[secret] ?? []);
  return onPhone.length > 0 ? onPhone : secrets;
}
