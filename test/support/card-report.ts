import type { CardReport } from "../../src/card/report.ts";
import { NOON } from "./house.ts";

type Left = Readonly<Partial<Record<keyof CardReport["counters"], number | null>>>;

const FULL = { sign_pw: 5, user_pin: 3, juki_pin: 3, kenmen_pin: 3, code_b: 10 } as const;

/** A report of a made-up card: everything full but what is given; `null` could not be read. */
export function reportWith(left: Left = {}, more: Partial<CardReport> = {}): CardReport {
  const counters = Object.entries({ ...FULL, ...left }).map(([secret, tries]) => [
    secret,
    tries === null
      ? { left: null, max: null, state: "verified_elsewhere", sw: "9000" }
      : {
          left: tries,
          max: null,
          state: tries === 0 ? "blocked" : "ok",
          sw: `63C${tries.toString(16).toUpperCase()}`,
        },
  ]);
  return {
    schema: 1,
    read_at: new Date(NOON).toISOString(),
    reader: "Made-up reader",
    token: "JPKIAPICCTOKEN2",
    counters: Object.fromEntries(counters),
    user_cert: { not_before: "2024-01-10T00:00:00Z", not_after: "2029-01-09T14:59:59Z" },
    sign_cert_present: true,
    ...more,
  };
}
