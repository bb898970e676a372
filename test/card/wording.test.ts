import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { applicationIds, countedSecrets } from "../../src/card/applications.ts";
import { displayError, displayReaders, displayReport } from "../../src/card/display.ts";
import { CardError, cardErrorKinds } from "../../src/card/port.ts";
import type { CardReport, Counter } from "../../src/card/report.ts";
import { counterStates } from "../../src/card/status.ts";
import { languages, loadWording, plainRuby } from "../../src/card/wording.ts";

const report: CardReport = {
  schema: 1,
  read_at: "2026-11-21T05:02:00.000Z",
  reader: "Example Reader 00 00",
  token: "JPKIAPICCTOKEN2",
  counters: {},
  user_cert: { not_before: "2025-11-30T15:00:00.000Z", not_after: "2030-11-20T14:59:59.000Z" },
  sign_cert_present: true,
};

const ok = (left: number, max: number | null): Counter => ({
  left,
  max,
  state: "ok",
  sw: `63C${left.toString(16).toUpperCase()}`,
});
const blocked: Counter = { left: 0, max: 10, state: "blocked", sw: "63C0" };

async function messagesOf(language: string): Promise<Record<string, string>> {
  return JSON.parse(await readFile(new URL(`../../locales/${language}/probe.json`, import.meta.url), "utf8"));
}

async function show(change: Partial<CardReport>, language: (typeof languages)[number] = "ja") {
  return displayReport({ ...report, ...change }, await loadWording(language));
}

describe("the probe's messages", () => {
  it("are the same set in every language", async () => {
    const [first, ...others] = await Promise.all(languages.map(messagesOf));
    for (const other of others)
      expect(Object.keys(other).toSorted()).toEqual(Object.keys(first ?? {}).toSorted());
  });

  it("give every kanji its reading in やさしい日本語", async () => {
    for (const [id, message] of Object.entries(await messagesOf("ja-simple"))) {
      const withoutReadings = message.replaceAll(/｜[\p{Script=Han}々]+《[\p{Script=Hiragana}]+》/gu, "");
      expect(withoutReadings, id).not.toMatch(/[\p{Script=Han}《》｜]/u);
    }
  });

  it("show readings in brackets on a terminal", () => {
    expect(plainRuby("｜残《のこ》りの ｜回数《かいすう》")).toBe("残(のこ)りの 回数(かいすう)");
  });

  it.each(languages)("name every secret, state, application and error in %s", async (language) => {
    const say = await loadWording(language);
    for (const secret of countedSecrets)
      expect([say(`probe.name.${secret}`), say(`probe.for.${secret}`)]).not.toContain("");
    for (const application of applicationIds) expect(say(`probe.application.${application}`)).not.toBe("");
    for (const state of counterStates)
      expect(say(`probe.left.${state}`, { left: 2, max: 3, sw: "6F00" })).not.toBe("");
    const bySystem = cardErrorKinds.map((kind) =>
      ["linux", "darwin", "win32", "aix"].map((system) =>
        displayError(new CardError(kind, "", "0x1"), say, system),
      ),
    );
    for (const texts of bySystem) for (const text of texts) expect(text).not.toMatch(/[{}｜《》]/);
    expect(new Set(bySystem.map(([linux]) => linux)).size).toBe(cardErrorKinds.length);
  });

  it("fail loudly for an unknown message or a missing variable", async () => {
    const say = await loadWording("ja");
    expect(() => say("probe.nothing")).toThrow();
    expect(() => say("probe.progress")).toThrow();
  });
});

describe("a report on the screen", () => {
  it("names time, reader, every secret that was read, and the dates in Japan", async () => {
    const text = await show({ counters: { user_pin: ok(3, 3), code_a: ok(10, null) } });
    expect(text).toContain("14:02、Example Reader 00 00");
    expect(text).toContain("残り: 3回（最大3回）");
    expect(text).toContain("残り: 10回\n");
    expect(text).toContain("2025年12月1日 から 2030年11月20日 まで\n");
    expect(text).not.toContain("署名用パスワード");
  });

  it("says stop where one try is left, before what is fine", async () => {
    for (const [language, stop] of [
      ["ja", "止めてください"],
      ["ja-simple", "止(と)まって"],
      ["en", "Stop."],
    ] as const) {
      const text = await show({ counters: { user_pin: ok(3, 3), kenmen_pin: ok(1, 3) } }, language);
      const say = await loadWording(language);
      expect(text).toContain(stop);
      expect(text.indexOf(say("probe.name.kenmen_pin"))).toBeLessThan(
        text.indexOf(say("probe.name.user_pin")),
      );
    }
  });

  it("gives the clerk's words: the application whose counter is locked, and not the other", async () => {
    const parts = [
      { application: "input_support", file: "0015", left: 9, state: "ok", sw: "63C9" },
      { application: "card_face", file: "0012", left: 0, state: "blocked", sw: "63C0" },
    ] satisfies Counter["parts"];
    const text = await show({ counters: { code_b: { ...blocked, parts } } });
    expect(text).toContain("「券面事項確認APの照合番号B");
    expect(text).toContain("券面事項入力補助AP: 9回");
    expect(await show({ counters: { kenmen_pin: blocked } })).toContain(
      "「券面事項入力補助APの券面事項入力補助用",
    );
  });

  it("sends nobody to the city's counter for a phone's or a licence's secret", async () => {
    for (const secret of ["phone_user_pin", "phone_sign_pw", "licence_pin"] as const) {
      expect(await show({ counters: { [secret]: blocked } })).not.toContain("窓口");
    }
  });

  it("never calls an unknown counter unlocked", async () => {
    const unknown = [
      { left: null, max: 3, state: "verified_elsewhere", sw: "9000" },
      { left: null, max: 3, state: "unreadable", sw: "6F00" },
    ] satisfies Counter[];
    for (const counter of unknown) {
      const text = await show({ counters: { user_pin: counter } });
      expect(text).toContain("「ロックされていない」という意味ではありません");
      expect(text).not.toContain("ロックされていません");
    }
    expect(await show({ user_cert: null })).toContain("「期限内」という意味ではありません");
  });

  it("tells an expired certificate, one that has not begun, and a missing signature certificate", async () => {
    const user_cert = { not_before: "2020-01-01", not_after: "2025-01-01" };
    expect(await show({ user_cert })).toContain("期限が切れています");
    expect(await show({ read_at: "2024-01-01T00:00:00Z" })).toContain("まだ始まっていません");
  });

  it("tells no tries of a password that has no certificate, unless they are used up", async () => {
    const child = (counter: Counter, language: "ja" | "en" = "ja") =>
      show({ sign_cert_present: false, counters: { sign_pw: counter } }, language);
    const text = await child(ok(5, 5));
    expect(text).toContain("[ ] 署名用パスワード");
    expect(text).toContain("残り: 署名用の電子証明書がないため、数えません");
    expect(text).toContain("このパスワードは使いません");
    expect(text).not.toMatch(/5回|ロックされていません/);
    expect(await child(ok(1, 5))).not.toContain("[!]");
    expect(await child(ok(5, 5), "en")).not.toMatch(/5 tries|5 of 5|[Nn]ot locked/);
    expect(await child(blocked)).toContain("0回 ロックされています");
  });

  it("does not mention a licence that is not there", async () => {
    const licence_pin: Counter = { left: null, max: 10, state: "absent", sw: "6A82" };
    expect(await show({ counters: { licence_pin } })).not.toContain("免許");
  });

  it("numbers the readers and hides their serial numbers", async () => {
    const say = await loadWording("ja");
    const readers = [
      { name: "ACME Reader [CCID] (0000000001) 00 00", card: "present", use: "shared", events: 1 },
      { name: "ACME Reader [CCID] (0000000002) 01 00", card: "none", use: "free", events: 0 },
    ] as const;
    expect(displayReaders(readers, say)).toBe(
      "読み取り機:\n1  ACME Reader 00 00  カードあり（ほかのソフトが使用中）\n2  ACME Reader 01 00  カードなし\n",
    );
    expect(displayReaders([], say)).toBe("読み取り機がつながっていません。\n");
  });
});
