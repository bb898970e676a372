const FIRST_MS = 1_000;
const LONGEST_MS = 30_000;

/**
 * Waits before the next try: longer each time, and a little at random, so that many who lost the same server
 * do not come back all at once. It ends early when the browser is online again or the page is looked at.
 */
export function pause(tries: number, stop: AbortSignal): Promise<void> {
  const longest = Math.min(FIRST_MS * 2 ** tries, LONGEST_MS);
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      removeEventListener("online", done);
      document.removeEventListener("visibilitychange", done);
      stop.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, longest * (0.75 + Math.random() / 4));
    addEventListener("online", done);
    document.addEventListener("visibilitychange", done);
    stop.addEventListener("abort", done);
    if (stop.aborted) done();
  });
}
