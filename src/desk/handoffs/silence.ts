import type { StandingHandoff } from "../../store/index.ts";
import type { Card } from "../view.ts";

/**
 * An open page of the desk asks for the queue at least every half a minute (events.ts): whoever has missed three of
 * these is not there, and the others see it.
 */
export const SILENT_MS = 90_000;
/** After so long anybody may take over from whoever is not there. A lead may at any time. */
export const FREE_MS = 10 * 60_000;

/** Since when whoever has a hand-off shows no sign of life; what was taken is a sign. */
export function silenceOf(
  { agent, closedAt, agentSeenAt, takenAt }: StandingHandoff,
  now: number,
): Card["silent"] {
  if (agent === null || closedAt !== null) return null;
  const since = Math.max(agentSeenAt ?? 0, takenAt ?? 0);
  const silent = now - since;
  return silent < SILENT_MS ? null : { since, free: silent >= FREE_MS };
}
