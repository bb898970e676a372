import type { DeskStanding, World } from "../assistant/index.ts";
import type { Lang } from "../language/index.ts";
import type { HandingOver } from "./handing-over.ts";

/** What a city has set for the time being, while the server runs. */
export interface Settings {
  /** What everybody is to know now, in every language; null: nothing. */
  readonly notice: Readonly<Record<Lang, string>> | null;
  /** Channels from which nobody takes over, by name: there people are told telephone numbers alone. */
  readonly off: Readonly<Record<string, boolean>>;
}

/** What makes the world of a conversation on a channel. */
export interface Standings {
  /** The world of a conversation with a city; an unknown code gives the national default. */
  readonly worldOf: (city: string) => World;
  /** Left out: nobody takes over here, and a person is had by telephone alone. */
  readonly desk?: HandingOver;
  /** As it is now; left out: nothing is set. */
  readonly settings?: () => Settings;
}

/** Whether somebody takes over from a channel now, and when; undefined: nobody does. */
export function standingOf(
  { desk, settings }: Standings,
  city: string,
  channel: string,
): DeskStanding | undefined {
  return settings?.().off[channel] ? undefined : desk?.standing(city, channel);
}

/** The world of a conversation on a channel: whether a person can be had there is part of it. */
export function worldAt(around: Standings, city: string, channel: string): World {
  const standing = standingOf(around, city, channel);
  return { ...worldToSee(around, city), ...(standing && { desk: standing }) };
}

/** The same for somebody who has no conversation yet, in which nobody could be asked for. */
export function worldToSee({ worldOf, settings }: Standings, city: string): World {
  const alert = settings?.().notice;
  return alert ? { ...worldOf(city), alert } : worldOf(city);
}
