import type { Case } from "../facts/index.ts";
import type { Heard, HeardField, HeardValue } from "./heard.ts";

/**
 * "The four digits, too": what comes on top of a trouble that is known leaves it as it is, and takes away what
 * might have solved it.
 * @returns undefined where nothing is added to this trouble
 */
export function addedTo(of: Case, stated: Heard): Heard | undefined {
  const field = lostWith(of, stated);
  if (!field) return undefined;
  const { situation: _, secret, screen, ...rest } = stated;
  const gone: HeardValue = { value: false, sure: secret?.sure === true || screen?.sure === true };
  return { ...rest, [field]: gone };
}

/** Whoever does not dare to try it is as good as without it. */
function isGone(situation: HeardValue | undefined): boolean {
  if (situation?.value === "unsure_before_trying") return true;
  return situation?.sure === true && (UNUSABLE.has(situation.value) || situation.value === "expired");
}

const UNUSABLE: ReadonlySet<unknown> = new Set(["forgot", "locked"]);
const CERTIFICATES: ReadonlySet<unknown> = new Set(["user_cert", "sign_cert", "both_certs"]);

/** What is gone, too, by the name under which a case knows it. */
function lostWith(of: Case, { situation, secret, screen }: Heard): HeardField | undefined {
  if (!isGone(situation) || !UNUSABLE.has(of.situation)) return undefined;
  const named = secret?.value;
  if (situation?.value === "expired") return CERTIFICATES.has(named) ? "certs_valid" : undefined;
  const isDigits4 = screen?.value === "digits4" || FOUR_DIGITS.has(named);
  if (of.secret === "sign_pw") return isDigits4 ? "knows:user_pin" : undefined;
  return FOUR_DIGITS.has(of.secret) && named === "sign_pw" ? "knows:sign_pw" : undefined;
}
const FOUR_DIGITS: ReadonlySet<unknown> = new Set(["unknown_4digit", "user_pin"]);
