import { describe, expect, it } from "vitest";
import { line, rubyToText } from "../../../src/language/index.ts";
import { house } from "../../support/house.ts";
import { type Resident } from "../../support/line-platform.ts";
import { STORIES, type Story } from "../../support/stories.ts";
import { overLine, platform, served } from "./over-line.ts";

overLine();

const words = (id: string): string => rubyToText(house.say("ja")(line(id)));

/** Answers with a number, as the numbered list or the order of the buttons shows it. */
async function typeNumber(resident: Resident, value: string): Promise<readonly string[]> {
  const values = resident.values();
  return resident.type(String(values.indexOf(value) + 1));
}

async function live(
  story: Story,
  answer: (resident: Resident, value: string) => Promise<readonly string[]>,
): Promise<string> {
  const resident = platform.resident(served.webhook);
  let texts = await resident.follow();
  for (const value of story.taps) texts = await answer(resident, value);
  return texts.join("\n");
}

describe("what residents live through, over LINE", () => {
  it.each(STORIES)("$name", async (story) => {
    const tapped = await live(story, (resident, value) => resident.choose(value));
    const typed = await live(story, typeNumber);
    expect(typed).toBe(tapped);
    expect(tapped).toContain(words("section.where"));
    for (const said of story.says ?? []) expect(tapped).toContain(said);
  });
});
