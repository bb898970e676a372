import { describe, expect, it } from "vitest";
import { line, rubyToText } from "../../../src/language/index.ts";
import { house } from "../../support/house.ts";
import { type Resident } from "../../support/line-platform.ts";
import { overLine, platform, served } from "./over-line.ts";

overLine();

const label = (id: string): string => rubyToText(house.say("ja")(line(id)));

async function asked(): Promise<Resident> {
  const resident = platform.resident(served.webhook);
  await resident.follow();
  await resident.choose("locked");
  return resident;
}

describe("LINE on a computer, which shows no buttons below a message", () => {
  it("leads back to the answers by the words of their button", async () => {
    const resident = await asked();
    expect((await resident.type(label("line.button.answers"))).join("\n")).toContain(label("line.answers"));
    expect((await resident.type("1を直す")).join("\n")).toContain("どうされましたか");
  });

  it("shows at a question how to start again, and does so when it is typed", async () => {
    const resident = await asked();
    const shown = (await resident.type("5️⃣")).join("\n");
    expect(shown).toContain(label("line.button.restart"));
    expect((await resident.type(label("line.button.restart"))).join("\n")).toContain("どうされましたか");
  });

  it("shows the languages, and cancels reminders that were never set without a stumble", async () => {
    const resident = await asked();
    expect((await resident.type(label("ui.language"))).join("\n")).toContain("やさしい日本語");
    expect(await resident.type(label("line.remind.cancel"))).not.toEqual([]);
    expect((await resident.type(label("line.button.question"))).join("\n")).not.toContain(
      "読み取れませんでした",
    );
  });
});
