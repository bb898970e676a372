import { readFileSync } from "node:fs";
import type { Labelled } from "../channels/terminal/evaluate.ts";
import { ConfigError } from "./config.ts";

/**
 * Labelled messages, one JSON object a line.
 * @throws {ConfigError} naming the file that cannot be read, or the line that is no labelled message.
 */
export function readLabelled(file: string): readonly Labelled[] {
  const lines = textOf(file).split("\n");
  return lines.flatMap((line, at) => (line.trim() === "" ? [] : [labelled(line, `${file}:${at + 1}`)]));
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    throw new ConfigError(file, "cannot be read; name a file of labelled messages");
  }
}

function labelled(line: string, where: string): Labelled {
  try {
    const read: unknown = JSON.parse(line);
    if (typeof read === "object" && read !== null && "text" in read && typeof read.text === "string") {
      return read as Labelled;
    }
  } catch {
    // Said below.
  }
  throw new ConfigError(where, 'is no labelled message, such as {"text":"…","situation":"locked"}');
}
