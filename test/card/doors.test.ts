import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const room = fileURLToPath(new URL("../../src/card/", import.meta.url));
const read = (file: string) => readFileSync(join(room, file), "utf8");
const files = readdirSync(room, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));

/** Modules that a file imports when it runs, not those it takes types from. */
function imports(file: string): string[] {
  const statements = read(file).matchAll(
    /^(?:import|export)(?! type)[^;]*? from "([^"]+)"|import\("([^"]+)"\)/gm,
  );
  return [...statements].map(([, fixed, lazy]) => fixed ?? lazy ?? "");
}

function reachable(file: string, seen = new Set<string>()): Set<string> {
  for (const wanted of imports(file)) {
    const next = wanted.startsWith(".") ? relative(room, join(room, dirname(file), wanted)) : wanted;
    if (seen.has(next)) continue;
    seen.add(next);
    if (wanted.startsWith(".")) reachable(next, seen);
  }
  return seen;
}

describe("the card room", () => {
  it.each(["report.ts", "probe.ts", "session.ts", "watch.ts", "simulated/card.ts", "simulated/reader.ts"])(
    "runs %s in a browser too: no node: module, no koffi",
    (file) => {
      const others = [...reachable(file)].filter((name) => !name.endsWith(".ts"));
      expect(others.filter((name) => name !== "valibot")).toEqual([]);
    },
  );

  it("imports nothing from the other rooms", () => {
    for (const file of files) {
      for (const wanted of imports(file))
        expect(join(room, dirname(file), wanted).startsWith(room) || !wanted.startsWith(".")).toBe(true);
    }
  });

  it("sends commands from the guard alone", () => {
    const senders = files.filter((file) => /[#.]connection\.transmit\(/.test(read(file)));
    expect(senders).toEqual(["guard.ts"]);
    expect(files.filter((file) => /new PermittedCommand/.test(read(file)))).toEqual(["guard.ts"]);
  });

  it("connects exclusively and never shared", () => {
    for (const file of files) expect(read(file)).not.toMatch(/SHARE_SHARED|SCARD_SHARE_DIRECT/);
    expect(read("pcsc/codes.ts")).toContain("SHARE_EXCLUSIVE = 1;");
  });
});
