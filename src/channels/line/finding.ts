/** One thing that was looked at. */
export interface Finding {
  /** `wrong`: residents get no answer, or not every one. `look`: works, but somebody should know. */
  readonly level: "fine" | "look" | "wrong";
  readonly found: string;
  readonly todo?: string;
}

export function fine(found: string): Finding {
  return { level: "fine", found };
}

export function look(found: string, todo?: string): Finding {
  return { level: "look", found, ...(todo !== undefined && { todo }) };
}

export function wrong(found: string, todo: string): Finding {
  return { level: "wrong", found, todo };
}

export function isWrong(findings: readonly Finding[]): boolean {
  return findings.some(({ level }) => level === "wrong");
}
