import { beforeEach, describe, expect, it } from "vitest";
import { type Attempts, attemptsOf } from "../../src/channels/attempts.ts";

const SECOND = 1000;
const NOW = { afterMs: 0 };

describe("wrong tries", () => {
  let now: number;
  let attempts: Attempts;
  beforeEach(() => {
    now = 1_000_000;
    attempts = attemptsOf(() => now);
  });

  /** How many tries one address gets at once, all of them wrong. */
  function burstOf(address: string): number {
    let tries = 0;
    while (attempts.admit(address) !== "later") tries += 1;
    return tries;
  }

  it("of one address are ten at once, and then one each half minute", () => {
    expect(burstOf("192.0.2.1")).toBe(10);
    now += 29 * SECOND;
    expect(attempts.admit("192.0.2.1")).toBe("later");
    now += SECOND;
    expect(attempts.admit("192.0.2.1")).toEqual(NOW);
    expect(attempts.admit("192.0.2.1")).toBe("later");
  });

  it("of one address cost another nothing", () => {
    burstOf("192.0.2.1");
    expect(attempts.admit("192.0.2.2")).toEqual(NOW);
  });

  it("of a network of IPv6 count together", () => {
    expect(burstOf("2001:db8::1")).toBe(10);
    expect(attempts.admit("2001:db8:0:0:ffff::2")).toBe("later");
    expect(attempts.admit("2001:db8:0:1::1")).toEqual(NOW);
  });

  it("are none for whoever is right", () => {
    for (let n = 0; n < 1000; n += 1) {
      expect(attempts.admit("192.0.2.1")).toEqual(NOW);
      attempts.right("192.0.2.1");
    }
  });

  it("from everywhere make everybody wait some seconds, in turn, and lock nobody out", () => {
    for (let n = 0; n < 20; n += 1) burstOf(`192.0.2.${n}`);
    const waits = Array.from({ length: 20 }, (_, n) => attempts.admit(`198.51.100.${n}`));
    expect(waits.slice(0, 3)).toEqual([NOW, { afterMs: SECOND }, { afterMs: 2 * SECOND }]);
    // Whoever would wait too long is told so, and loses nothing by it.
    expect(waits.at(-1)).toBe("later");
    now += 15 * SECOND;
    expect(attempts.admit("198.51.100.19")).not.toBe("later");
    // An hour later all is as before.
    now += 3600 * SECOND;
    expect(attempts.admit("198.51.100.1")).toEqual(NOW);
    expect(attempts.admit("198.51.100.2")).toEqual(NOW);
  });

  it("never come faster than one a second, however many addresses there are", () => {
    for (let n = 0; n < 20; n += 1) burstOf(`192.0.2.${n}`);
    let looked = 0;
    for (let second = 0; second < 600; second += 1) {
      for (let n = 0; n < 5; n += 1) {
        if (attempts.admit(`2001:db8:${second.toString(16)}:${n}::`) !== "later") looked += 1;
      }
      now += SECOND;
    }
    // Besides the turns, what was given back meanwhile: one each five seconds.
    expect(looked).toBeLessThan(600 + 120 + 20);
    expect(looked).toBeGreaterThan(500);
  });

  it("are remembered of so many addresses at most", () => {
    attempts = attemptsOf(() => now, { burst: 1, oneEachMs: SECOND }, { burst: 1e9, oneEachMs: 1 });
    for (let n = 0; n < 10_001; n += 1) attempts.admit(`${n}`);
    expect(attempts.admit("10000")).toBe("later");
    expect(attempts.admit("0")).toEqual(NOW);
  });
});
