import type { Case, Contradiction } from "./case.ts";
import { renewalWindowOpens } from "./expiry.ts";
import type { IsoDate } from "./provenance.ts";
import { type SecretId, SECRETS, type SituationId, type SubjectId } from "./vocabulary.ts";

/**
 * The chip against memory. A counter of 0 is a lock, whatever was said; a counter above 0 is none, but not
 * knowledge of the PIN; a counter that could not be read (`null`) says nothing at all.
 */

/** The secrets of a card that a city's counter can set: a lock on another one is another matter. */
const OF_THE_CARD: readonly SecretId[] = ["sign_pw", "user_pin", "kenmen_pin", "juki_pin", "code_b"];

/** Situations in which somebody thinks that the secret can still be entered. */
const BEFORE_A_LOCK: ReadonlySet<SituationId> = new Set<SituationId>([
  "unsure_before_trying",
  "how_many_tries",
  "wrong_number_entered",
  "change_known_pin",
]);
/** Situations in which something refuses and nobody has said which. */
const REFUSED: ReadonlySet<SituationId> = new Set<SituationId>(["locked", "reset_but_still_fails"]);

interface Corrected {
  readonly of: Case;
  readonly contradictions: readonly Contradiction[];
}

export function isSecret(subject: SubjectId): subject is SecretId {
  return (SECRETS as readonly SubjectId[]).includes(subject);
}

/** Blocked; or unread on a card of which something else is blocked, so that it may be the one as well. */
export function isBlockedOrUnread({ counters }: Case, secret: SecretId): boolean {
  return !counters || counters[secret] === 0 || counters[secret] === null;
}

/** What the chip says beside the counters: certificates, and a password that has none behind it. */
export function withChip(said: Case, on: IsoDate): Case {
  const ended = said.user_cert_ends && said.user_cert_ends < on;
  const dated = ended ? { ...said, certs_valid: false } : said;
  if (said.sign_cert_present !== false || !said.counters) return dated;
  // Without the certificate its password opens nothing, however many tries its file counts.
  const { sign_pw: _, ...counters } = said.counters;
  return { ...dated, counters, knows: { ...said.knows, sign_pw: false } };
}

/** A lock on the chip turns "not sure whether" into "locked", also before anybody has named the secret. */
export function lockOfUnnamed(said: Case): Case {
  const isOpen = said.secret === "unknown" || said.secret === "unknown_4digit";
  const mayBeLocked = BEFORE_A_LOCK.has(said.situation) || (said.situation === "unclear" && !said.at_clinic);
  return isOpen && mayBeLocked && blockedOf(said).length > 0 ? { ...said, situation: "locked" } : said;
}

/**
 * Which of the two ends, for somebody who cannot tell: the certificate does, as the chip dates it. Whether
 * the card ends with it the chip does not say, so whoever can tell is asked (C15).
 */
export function nameEnding(said: Case, on: IsoDate): Case {
  const ends = said.user_cert_ends;
  const isOpen = said.situation === "expired" || said.situation === "expiring_soon";
  const isNamed = isOpen && said.secret_unclear && ends && renewalWindowOpens(ends) <= on;
  return isNamed ? { ...said, secret: "both_certs" } : said;
}

/** Holds a named case against the chip, and says what had to be contradicted. */
export function correctByChip(
  named: Case,
  on: IsoDate,
  candidates: (of: Case) => readonly SecretId[],
): Corrected {
  return (
    correctEnding(named, on) ??
    correctIssue(named) ??
    correctLock(named, candidates) ?? { of: named, contradictions: [] }
  );
}

/** The certificate never outlasts the card (E2), so its last day speaks for both. */
function correctEnding(named: Case, on: IsoDate): Corrected | undefined {
  const { situation, secret, user_cert_ends: ends, medium } = named;
  if (!ends || medium === "phone" || (situation !== "expired" && situation !== "expiring_soon"))
    return undefined;
  if (ends < on) {
    const isSoon = situation === "expiring_soon" && secret !== "card_body";
    return isSoon ? situationIs(named, "expired") : undefined;
  }
  if (renewalWindowOpens(ends) <= on)
    return situation === "expired" ? situationIs(named, "expiring_soon") : undefined;
  // Nothing ends: what troubles the person is something else.
  const nothing = { ...named, secret: "unknown", pinless_card: named.pinless_card ?? false } as const;
  return situationIs(nothing, named.at_clinic ? "unclear" : "info");
}

/** A signature password without its certificate is not locked: there is nothing behind it (D28). */
function correctIssue(named: Case): Corrected | undefined {
  const isMissing = named.sign_cert_present === false && named.secret === "sign_pw";
  const isPinTrouble = REFUSED.has(named.situation) || named.situation === "forgot";
  return isMissing && isPinTrouble ? situationIs({ ...named, secret: "sign_cert" }, "not_issued") : undefined;
}

function correctLock(named: Case, candidates: (of: Case) => readonly SecretId[]): Corrected | undefined {
  const { counters, situation } = named;
  if (!counters) return undefined;
  if (!isSecret(named.secret)) return situation === "locked" ? noLock(named, candidates(named)) : undefined;
  const left = counters[named.secret];
  if (left === 0) return lockOf(named);
  // What was not read may still be known to work.
  const isFine = left != null || named.knows?.[named.secret] === true;
  if (!isFine || !REFUSED.has(situation)) return undefined;
  const [found, ...others] = blockedOf(named);
  if (found) return secretIs(named, others.length === 0 ? found : "unknown");
  return situation === "locked" ? noLock(named, [named.secret]) : undefined;
}

/** Said to be still open, or to be changed, or printed on the card, or reset; and blocked. */
function lockOf(named: Case): Corrected | undefined {
  if (named.situation === "reset_but_still_fails")
    return { of: { ...named, situation: "locked" }, contradictions: [] };
  const isPrinted = named.secret === "code_b" || named.secret === "code_a" || named.secret === "birth_pin";
  const isNews = BEFORE_A_LOCK.has(named.situation) || (named.situation === "forgot" && isPrinted);
  return isNews ? situationIs(named, "locked") : undefined;
}

/** Everything that it may be was read, and none of it is locked. */
function noLock(named: Case, candidates: readonly SecretId[]): Corrected | undefined {
  const areOpen = candidates.every((secret) => (named.counters?.[secret] ?? 0) > 0);
  if (!areOpen) return undefined;
  const isKnown = !isSecret(named.secret) || named.knows?.[named.secret] === true;
  return situationIs(named, isKnown ? "unsure_before_trying" : "forgot");
}

function blockedOf({ counters }: Case): readonly SecretId[] {
  return OF_THE_CARD.filter((secret) => counters?.[secret] === 0);
}

function situationIs(named: Case, found: SituationId): Corrected {
  const contradiction = { field: "situation", said: named.situation, found } as const;
  return { of: { ...named, situation: found }, contradictions: [contradiction] };
}

function secretIs(named: Case, found: SubjectId): Corrected {
  const contradiction = { field: "secret", said: named.secret, found } as const;
  return { of: { ...named, secret: found, situation: "locked" }, contradictions: [contradiction] };
}
