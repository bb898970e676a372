import { PassThrough, Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { terminalChat, type TerminalOptions } from "../../../src/channels/terminal/chat.ts";
import { reportWith } from "../../support/card-report.ts";
import { worldOf } from "../../support/house.ts";
import { STORIES } from "../../support/stories.ts";

type ReadCard = TerminalOptions["readCard"];

/** What stands on the screen after these lines were typed. */
async function screen(
  typed: readonly string[],
  readCard: ReadCard = async () => ({ refused: "" }),
): Promise<string> {
  const output = new PassThrough();
  const shown: string[] = [];
  output.setEncoding("utf8").on("data", (text: string) => shown.push(text));
  const input = Readable.from(typed.map((text) => `${text}\n`));
  await terminalChat({
    input,
    output,
    world: () => worldOf("asagiri"),
    lang: "ja",
    city: "asagiri",
    readCard,
  });
  return shown.join("");
}

/** A story's taps as the words of its choices; a terminal takes them like their numbers. */
function wordsOf(taps: readonly string[], nodes: readonly string[]): readonly string[] {
  const say = worldOf().say("ja");
  return taps.map((value, n) => say({ id: `short.${nodes[n] ?? ""}.${value}` }));
}

describe("the conversation in a terminal", () => {
  it("gives telephone numbers alone to whoever wants a person, also where the city has a desk", async () => {
    expect(worldOf("asagiri").city.desk).toBeDefined();
    for (const typed of ["p", "人と話したい"]) {
      const shown = await screen([typed, "q"]);
      expect(shown).toContain("0120-95-0178");
      expect(shown).not.toContain("担当者に取り次い");
    }
  });

  it("notices a number that comes in several lines", async () => {
    const shown = await screen(["最初に出ているのは12345と、", "あと6789018だそうです", "q"]);
    expect(shown).toContain("マイナンバー（12");
  });

  it("ends with the answer, the city's counter and the slip", async () => {
    const shown = await screen(["5", "3", "1", "q"]);
    for (const said of STORIES[0]?.says ?? []) expect(shown).toContain(said);
    expect(shown).toContain("朝霧市役所");
    expect(shown).toContain("架空の市");
  });

  it("takes a short answer to the question", async () => {
    const shown = await screen(["5番", "生年月日とセキュリティコードです", "自分の", "q"]);
    for (const said of STORIES[0]?.says ?? []) expect(shown).toContain(said);
  });

  it("takes the words of a choice like its number", async () => {
    const shown = await screen([
      ...wordsOf(["locked", "birth_expiry_code"], ["what_happened", "screen"]),
      "q",
    ]);
    expect(shown).toContain("どなたの、どのようなカードですか");
  });

  it("reads the card in its own reader, and goes on grounded on it", async () => {
    const shown = await screen(["5", "c", "1", "q"], async () => ({ report: reportWith({ code_b: 0 }) }));
    expect(shown).toContain("カードを読み取りました（2026-11-21 12:00）");
    expect(shown).toContain("照合番号B: ロックされています");
    expect(shown).toContain("残り回数は 2026-11-21 12:00 にカードから読み取ったもの");
  });

  it("says why a card cannot be read, and stays at the question", async () => {
    const shown = await screen(["5", "c", "q"], async () => ({ refused: "カードリーダーがありません" }));
    expect(shown).toContain("カードリーダーがありません");
    expect(shown.split("そのとき、何を入れる画面でしたか。")).toHaveLength(3);
  });
});
