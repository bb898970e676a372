/** What belongs together in a message. */
export interface Part {
  readonly heading?: string;
  readonly text: string;
}

/** Lines below each other. */
export function bullets(lines: readonly string[]): string {
  return lines.map((one) => `・${one}`).join("\n");
}
