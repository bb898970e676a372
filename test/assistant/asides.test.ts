import { describe, expect, it } from "vitest";
import { answerAside, ASIDE_IDS, type AsideId } from "../../src/assistant/asides.ts";
import { FACTS, type FactTables } from "../../src/facts/index.ts";
import type { Heard } from "../../src/assistant/heard.ts";
import { factVars } from "../../src/assistant/vars.ts";
import { newConversation, turn } from "../../src/assistant/index.ts";
import { LANGS, line, rubyToText } from "../../src/language/index.ts";
import { house } from "../support/house.ts";

const world = () => house.worldOf("default");
const said = (id: AsideId, facts: FactTables = FACTS, lang: (typeof LANGS)[number] = "ja") =>
  answerAside(id, { ...world(), facts }).map((line) => rubyToText(house.say(lang)(line)));

describe("questions asked aside", () => {
  it.each(LANGS)("are all answered in %s, and all but those about ourselves with their sources", (lang) => {
    for (const id of ASIDE_IDS) {
      const lines = said(id, FACTS, lang);
      expect(lines.join("\n"), id).not.toMatch(/[{}｜《》]/);
      const own =
        (id.startsWith("outside_") && id !== "outside_points") || id === "privacy" || id === "who_are_you";
      expect(/20\d{2}-\d{2}-\d{2}/.test(lines.at(-1) ?? ""), id).toBe(!own);
    }
  });

  it("say what the facts say today: no sentence rests on a fact that has changed", () => {
    const silent = ASIDE_IDS.filter((id) => said(id)[0] === unsureLine());
    expect(silent).toEqual([]);
    expect(said("fee", { ...FACTS, municipality: changed() })[0]).toContain("999");
  });

  it("are withdrawn, not repeated, once a fact that the sentence states changes", () => {
    expect(said("by_post", { ...FACTS, municipality: changed() })).toEqual([unsureLine()]);
  });

  it("name the stores of today for the four digits, and Lawson is none of them", () => {
    const lines = said("kiosk_lawson").join("\n");
    expect(lines).toContain("セブン");
    expect(lines.replace(said("kiosk_lawson")[0] ?? "", "")).not.toContain("ローソン");
  });
});

/** What is said to whoever asks this after these choices. */
const asking = (what: AsideId, ...choices: readonly string[]) => askingBeside({}, what, ...choices);

/** The same, where the words tell something else along with it. */
const askingBeside = (heard: Heard, what: AsideId, ...choices: readonly string[]) => {
  const world = {
    ...house.worldOf("default"),
    understand: () => ({ heard, asked: { what, sure: true }, lang: "ja" }),
  };
  const at = choices.reduce(
    (at, choose) => turn(at, { choose }, world).conversation,
    newConversation("ja", "default"),
  );
  return turn(at, { text: "コンビニでもいい?" }, world).reply.notices.map(({ id }) => id);
};

describe("questions beside an answer", () => {
  const kiosk = ["forgot", "alnum6_16", "mine", "yes", "none"];

  it("are answered from it: what to bring, what it costs, who may go", () => {
    expect(asking("bring", ...kiosk)).toEqual(["heard.as_answered", "document.card", "document.nfc_phone"]);
    expect(asking("fee", ...kiosk)).toEqual(["heard.as_answered", "effort.cost"]);
    expect(asking("fee", "ending", "card_expired", "mine", "japanese")).toContain("effort.cost");
    expect(asking("agent", ...kiosk).slice(0, 2)).toEqual(["heard.holder_only", "aside.kiosk_agent"]);
    expect(asking("agent", "revoked", "mine")[0]).toBe("aside.agent");
  });
});

describe("who may go", () => {
  const unsure = (value: string | boolean) => ({ value, sure: false });

  it("is another answer for a child, however that was told", () => {
    expect(asking("agent", "revoked", "child")).toContain("aside.child");
    expect(askingBeside({ under_15: unsure(true) }, "agent", "forgot")).toContain("aside.child");
    expect(askingBeside({ who: unsure("legal_representative") }, "agent", "forgot")).toContain(
      "aside.family",
    );
  });

  it("is another answer for a ward", () => {
    expect(askingBeside({ ward: { value: true, sure: true } }, "family", "forgot")).toContain("aside.ward");
    expect(askingBeside({ ward: unsure(true) }, "family", "forgot")).toContain("aside.family");
  });

  it("is that of everybody else from 15 on", () => {
    expect(askingBeside({ under_15: unsure(false) }, "agent", "forgot")).toContain("aside.agent");
    expect(askingBeside({ under_15: unsure(false) }, "child", "forgot")).toContain("aside.family");
    expect(askingBeside({}, "child", "forgot")).toContain("aside.child");
  });
});

describe("questions about kiosks", () => {
  it("are answered as they are where a kiosk may help", () => {
    for (const id of ["kiosk_lawson", "night"] as const) {
      expect(asking(id)[0]).toBe(`aside.${id}`);
      expect(asking(id, "locked", "digits4")[0]).toBe(`aside.${id}`);
      expect(asking(id, "forgot", "alnum6_16")[0]).toBe(`aside.${id}`);
    }
  });

  it.each([
    ["code B", ["locked", "birth_expiry_code"], "kiosk_cannot"],
    ["a certificate that was revoked", ["revoked"], "kiosk_cannot"],
    ["a card that ends", ["ending", "card_soon"], "kiosk_cannot"],
    ["who goes for somebody else", ["other", "represent", "agent", "locked", "alnum6_16"], "kiosk_agent"],
    [
      "four digits whose counterpart is lost, too",
      ["locked", "digits4", "mynaportal", "mine", "no"],
      "kiosk_what",
    ],
  ])("say that no kiosk helps with %s, and why", (_, choices, why) => {
    expect(asking("kiosk_lawson", ...choices).slice(0, 2)).toEqual(["heard.not_at_kiosk", `aside.${why}`]);
    expect(asking("night", ...choices).slice(0, 2)).toEqual(["heard.not_at_kiosk", "aside.night"]);
  });

  it("name the stores of the answer once there is one", () => {
    const notices = asking("kiosk_lawson", "forgot", "alnum6_16", "mine", "yes", "none");
    expect(notices[0]).toBe("heard.as_answered");
    expect(notices).toEqual(expect.arrayContaining(["store.seven_eleven", "store.lawson"]));
  });

  it("are answered as they are for whoever only asks", () => {
    expect(asking("kiosk_lawson", "other", "question")[0]).toBe("aside.kiosk_lawson");
  });
});

function changed(): FactTables["municipality"] {
  const { R3, R7 } = FACTS.municipality;
  // Types hold today's values; a changed fact is another value of the same kind.
  return {
    ...FACTS.municipality,
    R3: { ...R3, feeYen: 999 },
    R7: { ...R7, post: true },
  } as unknown as FactTables["municipality"];
}

function unsureLine(): string {
  return house.say("ja")(line("aside.not_sure", factVars(FACTS)));
}
