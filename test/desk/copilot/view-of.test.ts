import { describe, expect, it } from "vitest";
import { type Input, newConversation, turn } from "../../../src/assistant/index.ts";
import { CHANNEL, viewOf } from "../../../src/desk/copilot/view-of.ts";
import type { View } from "../../../src/desk/view.ts";
import { QUESTION_IDS } from "../../../src/flows/index.ts";
import { type Lang, LANGS, line, withoutRuby } from "../../../src/language/index.ts";
import type { Conversation as Row } from "../../../src/store/index.ts";
import { house, worldOf } from "../../support/house.ts";
import { allPaths } from "../../support/paths.ts";
import { STORIES } from "../../support/stories.ts";

const CITIES = ["default", "asagiri"];
const row: Row = {
  id: "c1",
  channel: CHANNEL,
  addressKey: null,
  address: null,
  rev: 1,
  body: {},
  createdAt: 0,
  usedOn: 0,
};

/** The view after each answer, the greeting first. */
function viewsOf(
  taps: readonly string[],
  lang: Lang = "ja",
  city = "default",
  channel = CHANNEL,
): readonly View[] {
  const world = worldOf(city);
  const at = { ...row, channel };
  let turned = turn(newConversation(lang, city), { show: true }, world);
  const views = [viewOf({ row: at, ...turned }, world)];
  for (const choose of taps) {
    turned = turn(turned.conversation, { choose, by: "agent" }, world);
    views.push(viewOf({ row: at, ...turned }, world));
  }
  return views;
}

function lastOf(views: readonly View[]): View {
  const last = views.at(-1);
  if (!last) throw new Error("no view");
  return last;
}

describe("every story", () => {
  const told = STORIES.flatMap((story) =>
    LANGS.flatMap((lang) => CITIES.map((city) => ({ story, lang, city }))),
  );

  it.each(told)(
    "$story.name, in $lang at $city: each statement has its rule, source and date",
    ({ story, lang, city }) => {
      const view = lastOf(viewsOf(story.taps, lang, city));
      expect(view.node).toBe("outcome");
      const lines = view.outcome?.sections
        .filter(({ id }) => id !== "sources" && id !== "grounds")
        .flatMap((section) => section.lines);
      expect(view.statements.map(({ text }) => text)).toEqual(
        expect.arrayContaining(lines ?? ["no section"]),
      );
      for (const { text, rule, sources } of view.statements) {
        expect(rule, text).toBe(story.rule);
        expect(sources.length, text).toBeGreaterThan(0);
        for (const source of sources) {
          expect(source.title, text).toMatch(/\S/);
          // A city answers for its own words, which carry no day.
          const isOfCity = source.id === `city.${city}`;
          expect(source.checked, text).toEqual(isOfCity ? null : expect.stringMatching(/^20\d\d-\d\d-\d\d$/));
          expect(source.url, text).toEqual(
            source.url === null ? null : expect.stringMatching(/^https:\/\/\S+$/),
          );
        }
      }
    },
  );

  it.each(told)(
    "$story.name, in $lang at $city: the outcome is read aloud in the caller's order",
    ({ story, lang, city }) => {
      const view = lastOf(viewsOf(story.taps, lang, city));
      const [lead, answer] = view.aloud;
      expect(lead).toMatch(/\S/);
      expect(answer).toBe(view.outcome?.sections[0]?.lines[0]);
      const everything = view.aloud.join("\n");
      const parts = ["where", "bring", "steps", "effort", "caveats", "alternatives", "unknown"];
      for (const { id, lines } of view.outcome?.sections ?? []) {
        if (!parts.includes(id)) continue;
        for (const text of lines) expect(everything).toContain(text.split(/\s*[（(][^（()）]*https?:/)[0]);
      }
      const leads = parts
        .filter((id) => view.outcome?.sections.some((section) => section.id === id))
        .map((id) => view.aloud.indexOf(withoutRuby(house.say(lang)(line(`script.outcome.${id}`)))));
      expect(leads.every((at) => at > 1)).toBe(true);
      expect(leads).toEqual(leads.toSorted((one, other) => one - other));
      const request = view.outcome?.slip?.request.ja;
      if (request !== undefined) expect(everything).toContain(request);
      expect(everything).not.toContain("https://www.jpki");
    },
  );

  it.each(told)(
    "$story.name, in $lang at $city: nothing that is read carries furigana",
    ({ story, lang, city }) => {
      for (const view of viewsOf(story.taps, lang, city))
        expect(JSON.stringify(view)).not.toMatch(/[｜《》]/);
    },
  );
});

describe("the script of a view", () => {
  it("greets a caller, and not somebody who has been written with", () => {
    const [call] = viewsOf([]);
    const [handedOver] = viewsOf([], "ja", "default", "web");
    expect(call?.script.say).toHaveLength(2);
    expect(handedOver?.script.say).toEqual(call?.script.say.slice(1));
    expect(lastOf(viewsOf(["lost_card"], "ja", "default", "web")).aloud.join()).not.toContain(
      "お電話ありがとう",
    );
  });

  it("speaks the caller's language, and warns the agent in Japanese", () => {
    const [view] = viewsOf([], "en");
    expect(view?.script.say.join()).toContain("What is the trouble");
    expect(view?.script.avoid.join()).toContain("暗証番号");
    expect(view?.questions[0]?.title).toBe("お困りごと");
    expect(view?.choices[0]?.label).toContain("lost");
  });

  it("tells the agent what became of an input, and the caller what everybody is to know", () => {
    const alert = { ja: "本日は窓口が休みです。", "ja-simple": "きょうは やすみです。", en: "Closed today." };
    const world = { ...worldOf(), alert };
    const after = (input: Input): View =>
      viewOf({ row, ...turn(newConversation("en", "default"), input, world) }, world);
    expect(after({ show: true }).notices).toEqual(["Closed today."]);
    const masked = after({ text: "my PIN is 4827", by: "agent" });
    expect(masked.notices.join()).toContain("伏せました");
    expect(masked.say.slice(0, masked.notices.length)).toEqual(masked.notices);
    expect(after({ text: "qqqq", by: "agent" }).notices.join()).toContain("読み取れませんでした");
  });

  it("listens only for what can be chosen just now", () => {
    for (const { script, choices, node } of STORIES.flatMap(({ taps }) => viewsOf(taps))) {
      if (node === "outcome") continue;
      const shorts = choices.map(({ short }) => short);
      expect(script.listen.length).toBeGreaterThan(1);
      for (const line of script.listen) expect(shorts).toContain(line.split(" → ")[1]);
    }
    // Which app it was tells more where the screen is not known.
    const listens = (taps: readonly string[]): string => lastOf(viewsOf(taps)).script.listen.join();
    expect(listens(["locked", "dont_know"])).toContain("銀行");
    expect(listens(["locked", "digits4"])).not.toContain("銀行");
  });
});

describe("the list of questions", () => {
  it("is all of them at first, and what may still come after that", () => {
    const [first, second] = viewsOf(["lost_card"]);
    expect(first?.questions.map(({ node }) => node).toSorted()).toEqual(QUESTION_IDS.toSorted());
    expect(first?.questions.filter(({ state }) => state === "here").map(({ node }) => node)).toEqual([
      "what_happened",
    ]);
    expect(second?.questions.map(({ node, state, value }) => [node, state, value])).toEqual([
      ["what_happened", "answered", "lost_card"],
    ]);
  });

  it("marks what was answered ahead, and offers what can be answered", () => {
    const world = worldOf();
    const ahead = turn(
      newConversation("ja", "default"),
      { choose: "mine", node: "whose_card", by: "agent" },
      world,
    );
    const { questions } = viewOf({ row, ...ahead }, world);
    const whose = questions.find(({ node }) => node === "whose_card");
    expect(whose).toMatchObject({
      state: "answered",
      value: "mine",
      label: expect.stringContaining("自分のカード"),
    });
    for (const { node, choices } of questions) expect(choices.length, node).toBeGreaterThan(1);
    for (const { choices } of questions) {
      for (const { label } of choices) expect(label).toMatch(/\S/);
    }
  });
});

describe("every rule that the flow can come to", { timeout: 240_000 }, () => {
  it("is stated with its sources", () => {
    const world = worldOf();
    const seen = new Set<string>();
    for (const path of allPaths(world)) {
      const answers = path.map((step) => ({ ...step, by: "agent", at: 0 }) as const);
      const told = turn({ ...newConversation("ja", "default"), answers }, { show: true }, world);
      const key = `${told.reply.outcome?.rule} ${told.reply.outcome?.route}`;
      if (seen.has(key)) continue;
      seen.add(key);
      const { statements } = viewOf({ row, ...told }, world);
      expect(statements.length, key).toBeGreaterThan(0);
      for (const { text, rule, sources } of statements) {
        expect([
          key,
          text,
          rule !== "" && sources.length > 0 && sources.every(({ checked }) => checked !== null),
        ]).toEqual([key, text, true]);
      }
    }
    expect(seen.size).toBeGreaterThan(30);
  });
});
