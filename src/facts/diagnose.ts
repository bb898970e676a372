import type { Case, Contradiction } from "./case.ts";
import { renewalWindowOpens } from "./expiry.ts";
import type { IsoDate } from "./provenance.ts";
import type { FactTables } from "./tables.ts";
import { type ScreenId, type SecretId, SECRETS, type SituationId, type SubjectId } from "./vocabulary.ts";

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
  const told = withKnowledgeOfKiosk(withSender(said));
  const byDates = correctByCertificates(withCertificates(nameEnding(told, on), on), on);
  const byCounters = correctByCounters(nameSubject(tables, byDates.of));
  return { of: byCounters.of, contradictions: [...byDates.contradictions, ...byCounters.contradictions] };
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
  if (said.situation === "locked" && secret === "security_code") secret = "code_b";
  if (said.situation === "not_issued" && secret === "unknown") secret = "sign_cert";
  const named = { ...said, secret };
  const [only, ...others] = isUnnamed(named) ? possibleSecrets(tables, named) : [];
  return only && others.length === 0 ? { ...named, secret: only } : named;
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
    (secret) => !of.counters || of.situation !== "locked" || of.counters[secret] === 0,
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
  return of.under_15 === true && secret === "sign_pw" && of.screen !== "alnum6_16";
}

function onMedium(of: Case, secrets: readonly SecretId[]): readonly SecretId[] {
  if (of.medium !== "phone") return secrets;
  const onPhone = secrets.flatMap((secret) => PHONE_TWIN[secret] ?? []);
  return onPhone.length > 0 ? onPhone : secrets;
}

/** What ends, the certificate or the card, when nobody has said which: the chip dates the certificate (C15). */
function nameEnding(said: Case, on: IsoDate): Case {
  const ends = said.user_cert_ends;
  const isOpen = said.situation === "expired" || said.situation === "expiring_soon";
  if (!isOpen || !isUnnamed(said) || !ends) return said;
  if (ends < on) return { ...said, situation: "expired", secret: "both_certs" };
  return { ...said, secret: renewalWindowOpens(ends) <= on ? "both_certs" : "card_body" };
}

/** A kiosk needs both certificates unexpired; whether one is revoked the chip does not say. */
function withCertificates(said: Case, on: IsoDate): Case {
  const isShort = said.sign_cert_present === false || (said.user_cert_ends && said.user_cert_ends < on);
  return isShort ? { ...said, certs_valid: false } : said;
}

/** A signature password without its certificate is not locked (D28), and a certificate that lasts does not end. */
function correctByCertificates(said: Case, on: IsoDate): Diagnosis {
  const { situation, secret, user_cert_ends: ends } = said;
  if (PIN_SITUATIONS.has(situation) && secret === "sign_pw" && said.sign_cert_present === false) {
    return correctSituation({ ...said, secret: "sign_cert" }, "not_issued");
  }
  if (!ends || (secret !== "both_certs" && secret !== "user_cert")) return { of: said, contradictions: [] };
  if (situation === "expiring_soon" && ends < on) return correctSituation(said, "expired");
  if (situation === "expired" && ends >= on) {
    return correctSituation(said, renewalWindowOpens(ends) <= on ? "expiring_soon" : "info");
  }
  return { of: said, contradictions: [] };
}

function correctSituation(said: Case, situation: SituationId): Diagnosis {
  return {
    of: { ...said, situation },
    contradictions: [{ field: "situation", said: said.situation, found: situation }],
  };
}

/**
 * The chip knows: a lock that is said of one secret but read on another is the other's. A counter above
 * zero is not knowledge of the PIN.
 */
function correctByCounters(said: Case): Diagnosis {
  const left = isSecret(said.secret) ? said.counters?.[said.secret] : undefined;
  if (said.situation !== "locked" || !left) return { of: said, contradictions: [] };
  const blocked = SECRETS.filter((secret) => said.counters?.[secret] === 0);
  const [found, ...others] = blocked;
  if (found) {
    const secret = others.length === 0 ? found : "unknown";
    return {
      of: { ...said, secret },
      contradictions: [{ field: "secret", said: said.secret, found: secret }],
    };
  }
  return correctSituation(
    said,
    isSecret(said.secret) && works(said, said.secret) ? "unsure_before_trying" : "forgot",
  );
}

function isSecret(subject: SubjectId): subject is SecretId {
  return (SECRETS as readonly SubjectId[]).includes(subject);
}
