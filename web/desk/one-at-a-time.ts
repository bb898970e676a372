/** Runs it once at a time; whoever asks while it runs, has it run once more after that. */
export function oneAtATime(run: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  let again = false;
  const repeat = async (): Promise<void> => {
    do {
      again = false;
      await run();
    } while (again);
  };
  return () => {
    again = true;
    running ??= repeat().finally(() => (running = undefined));
    return running;
  };
}
