/**
 * What the card's two status bytes say about a counter, as a table. Anything the table does not know is
 * "unreadable": an unexpected word is never read as "not locked".
 */

export const counterStates = ["ok", "blocked", "verified_elsewhere", "absent", "unreadable"] as const;

/**
 * ok                  tries are left, and how many
 * blocked             no try is left
 * verified_elsewhere  a program verified this secret since power-up: the chip hides the counter
 * absent              the application or the file is not on this card
 * unreadable          the card answered something else; nothing is known about the counter
 */
export type CounterState = (typeof counterStates)[number];

/** A counter as the card told it; `sw` is the status word it was told with, four upper-case hex digits. */
export type Reading = { state: CounterState; left: number | null; sw: string };

type StatusRule = { when: RegExp; state: CounterState; left: (sw: string) => number | null };

const unknown = () => null;
const none = () => 0;
const lastDigit = (sw: string) => Number.parseInt(sw.slice(-1), 16);

/** The answers to the empty VERIFY, first match wins. Sources as in applications.ts; JICSAP 2.0 part 6.4.9. */
const queryRules: readonly StatusRule[] = [
  // OpenSC, myna, TRET, DLC, myna-card
  { when: /^63C0$/, state: "blocked", left: none },
  { when: /^63C[1-9A-F]$/, state: "ok", left: lastDigit },
  // 6984: JICSAP "IEF blocked" (myna of 2018, myna-card). 6983: ISO 7816-4 "authentication method blocked".
  { when: /^698[34]$/, state: "blocked", left: none },
  // Verified in this power session; "some cards" (myna-card, ISO 7816-4). Not the same as a full counter.
  { when: /^9000$/, state: "verified_elsewhere", left: unknown },
  { when: /^6A82$/, state: "absent", left: unknown },
];

/** Four upper-case hex digits of a status word. */
export function formatStatus(sw: number): string {
  return (sw & 0xffff).toString(16).toUpperCase().padStart(4, "0");
}

/** What a status word answers to the empty VERIFY: `{state, left, sw}`. `sw` is four hex digits. */
export function readQueryStatus(sw: string): Reading {
  const word = sw.toUpperCase();
  const rule = queryRules.find(({ when }) => when.test(word));
  return { state: rule?.state ?? "unreadable", left: rule?.left(word) ?? null, sw: word };
}

/** What a SELECT that did not succeed says about the counter behind it: not there, or no one knows. */
export function readSelectStatus(sw: string): Reading {
  const word = sw.toUpperCase();
  return { state: word === "6A82" ? "absent" : "unreadable", left: null, sw: word };
}

/** From worst to best: what a secret with several counters is worth is what its worst one is worth. */
const worstFirst: readonly CounterState[] = ["blocked", "verified_elsewhere", "unreadable", "absent", "ok"];

function compare(a: Reading, b: Reading): number {
  return worstFirst.indexOf(a.state) - worstFirst.indexOf(b.state) || (a.left ?? 0) - (b.left ?? 0);
}

/**
 * One secret, several counters: blocked if one is blocked; unknown if one is unknown and none is blocked;
 * else the lower number. A secret that only some applications lack is "unreadable", as it is not absent.
 */
export function combine(parts: readonly [Reading, ...Reading[]]): Reading {
  const [first, ...rest] = parts;
  const { state, left, sw } = rest.reduce((worst, part) => (compare(part, worst) < 0 ? part : worst), first);
  const partlyAbsent = state === "absent" && parts.some((part) => part.state !== "absent");
  return { state: partlyAbsent ? "unreadable" : state, left, sw };
}
