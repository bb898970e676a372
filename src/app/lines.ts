import { createInterface } from "node:readline";

/**
 * The machine-readable side of a command: answers every line of standard input with one line of JSON on
 * standard output, and nothing else goes there. Empty lines are passed over.
 */
export async function answerLines(
  answer: (text: string) => unknown,
  { first }: { readonly first?: unknown } = {},
): Promise<void> {
  // Whoever reads us may stop early, as `head` does.
  process.stdout.on("error", () => process.exit());
  const write = (value: unknown): void => void process.stdout.write(`${JSON.stringify(value)}\n`);
  if (first !== undefined) write(first);
  for await (const text of createInterface({ input: process.stdin })) {
    if (text.trim() !== "") write(answer(text));
  }
}
