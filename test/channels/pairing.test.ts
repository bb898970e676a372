import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readConversation } from "../../src/assistant/index.ts";
import { takeTurn } from "../../src/channels/dialogue.ts";
import { acceptReport } from "../../src/channels/card-reports.ts";
import { CODE_ALPHABET, LIFE_MS } from "../../src/channels/pairing.ts";
import { openStore, type Store } from "../../src/store/index.ts";
import { reportWith } from "../support/card-report.ts";
import { house, NOON } from "../support/house.ts";

const dir = mkdtempSync(join(tmpdir(), "tokeru-pairing-"));
const pairing = { key: randomBytes(32), server: "https://tokeru.example.jp" };
let store: Store;
let now = NOON;
let told: string[] = [];

beforeAll(async () => {
  store = await openStore({ file: join(dir, "pairing.sqlite") });
});
afterAll(async () => {
  await store.close();
  rmSync(dir, { recursive: true });
});

function around(): Parameters<typeof acceptReport>[0] {
  return {
    store,
    worldOf: house.worldOf,
    say: house.say,
    city: "default",
    cities: ["default"],
    now: () => now,
    pairing,
    announce: { line: async (_tx, { row }) => void told.push(row.id) },
  };
}

/** A conversation that waits for a card, and the code that it shows. */
async function waiting(id: string, channel = "web"): Promise<string> {
  now = NOON;
  told = [];
  return store.transaction(async (tx) => {
    const found = await tx.conversations.find(id);
    const opening = { id, channel, lang: "ja", city: "default" } as const;
    const { row } = await takeTurn(tx, around(), found, opening, { choose: "locked" });
    const { code, reply } = await takeTurn(tx, around(), row, opening, { command: "card" });
    expect(reply.notices.map(({ id }) => id)).toContain("pairing.code");
    return code ?? "";
  });
}

async function cardOf(id: string) {
  const row = await store.conversations.find(id);
  return row && readConversation(row.body).card;
}

const BLOCKED = reportWith({ code_b: 0 });

describe("a code", () => {
  it("is eight characters that nobody mistakes, and another each time", async () => {
    const codes = await Promise.all(Array.from({ length: 20 }, (_, n) => waiting(`shown-${n}`)));
    expect(new Set(codes).size).toBe(20);
    for (const code of codes) expect(code).toMatch(new RegExp(`^[${CODE_ALPHABET}]{8}$`));
    expect(CODE_ALPHABET).not.toMatch(/[01OIL]/);
  });

  it("stands nowhere in the database", async () => {
    const code = await waiting("hidden");
    const bytes = readdirSync(dir).map((name) => readFileSync(join(dir, name)).toString("latin1"));
    expect(bytes.join()).not.toContain(code);
  });
});

describe("a report with the code", () => {
  it("reaches its conversation, typed in any width, case and grouping", async () => {
    const code = await waiting("typed");
    const typed = ` ${code.slice(0, 4).toLowerCase()}-${code.slice(4)} `;
    expect(await acceptReport(around(), typed, BLOCKED)).toBe("accepted");
    expect(await cardOf("typed")).toMatchObject({ counters: { code_b: 0 }, at: NOON });
  });

  it("tells a channel that nobody asks", async () => {
    const code = await waiting("on-line", "line");
    expect(await acceptReport(around(), code, BLOCKED)).toBe("accepted");
    expect(told).toEqual(["on-line"]);
  });

  it("is taken once: the second is refused and changes nothing", async () => {
    const code = await waiting("once");
    expect(await acceptReport(around(), code, BLOCKED)).toBe("accepted");
    expect(await acceptReport(around(), code, reportWith())).toBe("unknown_code");
    expect(await cardOf("once")).toMatchObject({ counters: { code_b: 0 } });
  });

  it("is taken once even when two come at the same time", async () => {
    const code = await waiting("twice");
    const both = await Promise.all([
      acceptReport(around(), code, BLOCKED),
      acceptReport(around(), code, BLOCKED),
    ]);
    expect(both.toSorted()).toEqual(["accepted", "unknown_code"]);
  });
});

describe("the audit", () => {
  it("knows that a card was read, and nothing of what it said; a refused report is none", async () => {
    const code = await waiting("audited");
    await acceptReport(around(), code, { schema: 1 });
    expect(await store.audit.about("audited", 9)).toEqual([]);
    await acceptReport(around(), code, BLOCKED);
    await acceptReport(around(), code, BLOCKED);
    const entry = { at: NOON, actor: "probe", action: "card.read", subject: "audited", detail: {} };
    expect(await store.audit.about("audited", 9)).toEqual([entry]);
  });

  it("is kept with the report or not at all", async () => {
    const code = await waiting("unaudited", "line");
    const failing = { ...around(), announce: { line: () => Promise.reject(new Error("not told")) } };
    await expect(acceptReport(failing, code, BLOCKED)).rejects.toThrow("not told");
    expect(await store.audit.about("unaudited", 9)).toEqual([]);
    expect(await cardOf("unaudited")).toBeUndefined();
  });
});

describe("a report is refused", () => {
  it("when it is malformed, and the code still works", async () => {
    const code = await waiting("malformed");
    for (const report of [null, {}, "report", { ...BLOCKED, serial: "made up" }, { ...BLOCKED, schema: 2 }]) {
      expect(await acceptReport(around(), code, report)).toBe("malformed");
    }
    expect(await cardOf("malformed")).toBeUndefined();
    expect(await acceptReport(around(), code, BLOCKED)).toBe("accepted");
  });

  it("when the card was read too long ago, or in the future", async () => {
    const code = await waiting("old");
    const at = (ms: number) => ({ ...BLOCKED, read_at: new Date(NOON + ms).toISOString() });
    expect(await acceptReport(around(), code, at(-11 * 60_000))).toBe("too_old");
    expect(await acceptReport(around(), code, at(3 * 60_000))).toBe("too_old");
    expect(await acceptReport(around(), code, at(-60_000))).toBe("accepted");
  });

  it("when the code is wrong, too short, or empty", async () => {
    const code = await waiting("wrong");
    for (const wrong of ["", "2", code.slice(0, 7), `${code}2`, "ZZZZZZZZ", "コード"]) {
      expect(await acceptReport(around(), wrong, BLOCKED), wrong).toBe("unknown_code");
    }
    expect(await cardOf("wrong")).toBeUndefined();
  });

  it("after ten minutes", async () => {
    const code = await waiting("late");
    now = NOON + LIFE_MS + 1;
    const fresh = { ...BLOCKED, read_at: new Date(now).toISOString() };
    expect(await acceptReport(around(), code, fresh)).toBe("expired_code");
    expect(await cardOf("late")).toBeUndefined();
  });

  it("after five wrong codes that began right: then the right one too", async () => {
    const code = await waiting("guessed");
    const guess = (n: number): string => {
      const last = CODE_ALPHABET[(CODE_ALPHABET.indexOf(code.at(-1) ?? "") + n) % CODE_ALPHABET.length];
      return code.slice(0, 7) + last;
    };
    for (let n = 1; n <= 5; n++) expect(await acceptReport(around(), guess(n), BLOCKED)).toBe("unknown_code");
    expect(await acceptReport(around(), code, BLOCKED)).toBe("expired_code");
    expect(await cardOf("guessed")).toBeUndefined();
  });

  it("when a wrong code begins otherwise, which counts against nobody", async () => {
    const code = await waiting("begins-otherwise");
    for (let n = 1; n <= 10; n++) {
      const next = (CODE_ALPHABET.indexOf(code.charAt(3)) + n) % CODE_ALPHABET.length;
      const other = code.slice(0, 3) + CODE_ALPHABET[next] + code.slice(4);
      expect(await acceptReport(around(), other, BLOCKED)).toBe("unknown_code");
    }
    expect(await acceptReport(around(), code, BLOCKED)).toBe("accepted");
  });

  it("when the conversation asked for another code since", async () => {
    const first = await waiting("again");
    const second = await waiting("again");
    expect(await acceptReport(around(), first, BLOCKED)).toBe("unknown_code");
    expect(await acceptReport(around(), second, BLOCKED)).toBe("accepted");
  });
});
