import { pause } from "../waiting.ts";

/** The pause grows no longer than with so many tries: people wait here. */
const MOST_TRIES = 3;

/** Who is told. */
export interface Follower {
  /** The stream is there, for the first time or again: what happened meanwhile has to be fetched. */
  connected(): void;
  cut(): void;
  heard(name: "queue" | "handoff", data: string): void;
}

/** Follows the desk's events until `stop` says to end; comes back whenever the line is cut. */
export async function follow(follower: Follower, stop: AbortSignal): Promise<void> {
  for (let tries = 0; !stop.aborted; tries++) {
    const wasConnected = await followOnce(follower, stop);
    if (stop.aborted) return;
    follower.cut();
    if (wasConnected) tries = 0;
    await pause(Math.min(tries, MOST_TRIES), stop);
  }
}

/** Ends when the line is cut, with whether it ever was there. A browser gives up on some errors; we do not. */
function followOnce(follower: Follower, stop: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const source = new EventSource("/desk/api/events");
    let wasConnected = false;
    const end = (): void => {
      source.close();
      stop.removeEventListener("abort", end);
      resolve(wasConnected);
    };
    source.addEventListener("open", () => {
      wasConnected = true;
      follower.connected();
    });
    source.addEventListener("error", end);
    for (const name of ["queue", "handoff"] as const)
      source.addEventListener(name, ({ data }: MessageEvent<string>) => follower.heard(name, data));
    stop.addEventListener("abort", end);
    if (stop.aborted) end();
  });
}
