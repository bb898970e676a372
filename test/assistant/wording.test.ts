import { describe, expect, it } from "vitest";
import { newConversation, type Outcome, turn } from "../../src/assistant/index.ts";
import { factVars } from "../../src/assistant/vars.ts";
import { outcomeOf } from "../../src/assistant/outcome.ts";
import { buildHouse } from "../../src/app/house.ts";
import { decide, FACTS } from "../../src/facts/index.ts";
import { LANGS, type Line, rubyToText } from "../../src/language/index.ts";
import { NOON } from "../support/house.ts";
import { allStates, TODAY } from "../support/walk.ts";

const house = buildHouse(() => NOON);
const cities = [...house.cities.keys()];
const outcomes = allStates().filter(({ node }) => node === "outcome");

/** One case for each answer that differs in any id: the others read the same. */
const distinct = new Map(outcomes.map(({ of }) => [JSON.stringify(decide(FACTS, of, TODAY)), of]));

function linesOf(outcome: Outcome): readonly Line[] {
  const { slip } = outcome;
  return [
    ...outcome.sections.flatMap(({ lines }) => lines),
    ...(slip
      ? [slip.title, slip.request, ...slip.facts, ...slip.bring, ...slip.counters.map(({ name }) => name)]
      : []),
    ...(slip?.notice ? [slip.notice] : []),
  ];
}

describe.each(LANGS)("in %s", (lang) => {
  const say = house.say(lang);

  it.each(cities)("every answer reads well with the city pack %s", (city) => {
    const world = house.worldOf(city);
    for (const of of distinct.values()) {
      for (const one of linesOf(outcomeOf(world, of, decide(FACTS, of, TODAY)))) {
        const text = rubyToText(say(one));
        expect(text.trim(), one.id).not.toBe("");
        expect(text, one.id).not.toMatch(/[{}｜《》]|undefined|null|NaN|\[object/);
      }
    }
  });

  it("asks every question with its help and all its choices", () => {
    const vars = factVars(FACTS);
    for (const state of allStates().filter(({ node }) => node !== "outcome")) {
      for (const id of [`question.${state.node}`, `help.${state.node}`, `asked.${state.node}`]) {
        expect(say({ id, vars }).trim(), id).not.toBe("");
      }
    }
  });

  it("never asks for a PIN, a My Number or a code, and never promises that a counter is full", () => {
    const world = house.worldOf("default");
    const greeting = turn(newConversation(lang, "default"), { show: true }, world);
    expect(greeting.reply.say.map(say).join("")).not.toBe("");
  });
});

describe("the clerk's words", () => {
  const ja = house.say("ja");

  it("name the secret and its application wherever a municipal counter is the way", () => {
    const world = house.worldOf("default");
    for (const of of distinct.values()) {
      const decision = decide(FACTS, of, TODAY);
      const outcome = outcomeOf(world, of, decision);
      if (!FACTS.routes[decision.route].clerk) continue;
      expect(outcome.slip, decision.rule ?? "").not.toBeNull();
      expect(outcome.slip?.counters.map(({ left }) => left)).toEqual([null, null, null, null, null]);
    }
  });

  it("name 照合番号B in both applications for the seed story", () => {
    const world = house.worldOf("default");
    const state = outcomes.find(({ answers }) => answers.join() === "locked,birth_expiry_code,mine");
    const slip = state && outcomeOf(world, state.of, decide(FACTS, state.of, TODAY)).slip;
    const request = slip ? ja(slip.request) : "";
    expect(request).toContain("券面事項確認AP");
    expect(request).toContain("照合番号B");
    expect(request).toContain("券面事項入力補助AP");
    expect(slip?.counters.filter(({ concerned }) => concerned).map(({ secret }) => secret)).toEqual([
      "code_b",
    ]);
  });
});
