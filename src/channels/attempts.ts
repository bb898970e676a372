/** How many wrong tries are let pass at once, and how fast more come. */
export interface Allowance {
  readonly burst: number;
  /** Milliseconds until there is one more. */
  readonly oneEachMs: number;
}

/** Whether a try is looked at, and when. */
export type Admission = { readonly afterMs: number } | "later";

/** Counts wrong tries, by address and over all. */
export interface Attempts {
  /**
   * To be asked before a try is looked at. It counts as wrong at once, so that nobody gets more by trying many at the
   * same time. `later`: it is not looked at, and whoever tried should be told so.
   */
  admit(address: string): Admission;
  /** An admitted try was right, and costs nothing. */
  right(address: string): void;
}

/** One address: ten slips of the tongue at once, and then one more each half minute, so that nobody waits for long. */
const OF_ADDRESS: Allowance = { burst: 10, oneEachMs: 30_000 };
/** All of them: more than people mistype who were told a code. Whoever tries from many addresses uses this up. */
const OF_ALL: Allowance = { burst: 200, oneEachMs: 5_000 };
/** Then everybody's tries are looked at one after the other, right ones too: slower, but nobody is locked out. */
const TURN_MS = 1_000;
/** Nobody sits through longer waits: these are told to come back. */
const LONGEST_WAIT_MS = 15_000;
/** More addresses than are wrong at once; beyond that the one that has not tried for longest is forgotten. */
const MOST_ADDRESSES = 10_000;

/**
 * Limits guessing, in this process's memory alone: an address is kept nowhere. A city hall behind one address goes on
 * after half a minute at most, and whoever guesses from everywhere makes everybody wait some seconds.
 */
export function attemptsOf(now: () => number, ofAddress = OF_ADDRESS, ofAll = OF_ALL): Attempts {
  const lefts = new Map<string, Left>();
  let all: Left = { tries: ofAll.burst, at: now() };
  let turn = 0;

  function leftOf(network: string): Left {
    return filled(lefts.get(network) ?? { tries: ofAddress.burst, at: now() }, ofAddress, now());
  }

  function keep(network: string, left: Left): void {
    lefts.delete(network);
    lefts.set(network, left);
    const [oldest] = lefts.keys();
    if (lefts.size > MOST_ADDRESSES && oldest !== undefined) lefts.delete(oldest);
  }

  return {
    admit(address) {
      const network = networkOf(address);
      const own = leftOf(network);
      if (own.tries < 1) return "later";
      all = filled(all, ofAll, now());
      const isPressed = all.tries < 1;
      const next = isPressed ? Math.max(now(), turn + TURN_MS) : now();
      if (next - now() > LONGEST_WAIT_MS) return "later";
      if (isPressed) turn = next;
      keep(network, minus(own, 1));
      all = minus(all, 1);
      return { afterMs: next - now() };
    },
    right(address) {
      const network = networkOf(address);
      keep(network, filled(minus(leftOf(network), -1), ofAddress, now()));
      all = filled(minus(all, -1), ofAll, now());
    },
  };
}

/** Somebody with IPv6 has as many addresses as they like, all in one network of 64 bits. */
function networkOf(address: string): string {
  if (!address.includes(":") || address.includes(".")) return address;
  const [head = "", tail = ""] = address.split("::");
  const groupsIn = (part: string): readonly string[] => part.split(":").filter(Boolean);
  const [groups, rest] = [groupsIn(head), groupsIn(tail)];
  const zeros = Array.from({ length: Math.max(0, 8 - groups.length - rest.length) }, () => "0");
  return [...groups, ...zeros, ...rest].slice(0, 4).join(":");
}

/** Tries that are left, as of a time. */
interface Left {
  readonly tries: number;
  readonly at: number;
}

function minus({ tries, at }: Left, taken: number): Left {
  return { tries: Math.max(0, tries - taken), at };
}

function filled({ tries, at }: Left, { burst, oneEachMs }: Allowance, now: number): Left {
  return { tries: Math.min(burst, tries + (now - at) / oneEachMs), at: now };
}
