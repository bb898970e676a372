import { say } from "./words.ts";

/** Whoever waits longer is marked. */
const LONG_MS = 5 * 60_000;

/** A stretch of time as one reads it at a glance. */
export function durationText(ms: number): string {
  const s = Math.max(0, Math.floor(ms / 1000));
  const m = Math.floor(s / 60);
  const h = Math.floor(m / 60);
  if (m < 1) return say("time.seconds", { s });
  if (h < 1) return say("time.minutes", { m, s: String(s % 60).padStart(2, "0") });
  if (h < 24) return say("time.hours", { h, m: m % 60 });
  return say("time.days", { d: Math.floor(h / 24), h: h % 24 });
}

export function isLong(ms: number): boolean {
  return ms > LONG_MS;
}
