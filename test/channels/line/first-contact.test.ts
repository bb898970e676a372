import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { readConversation } from "../../../src/assistant/index.ts";
import { addressKeyOf } from "../../../src/channels/line/address.ts";
import { type Lang, line, rubyToText } from "../../../src/language/index.ts";
import { openStore, type Store } from "../../../src/store/index.ts";
import { deskOf, NOTHING_SET, OPEN_HOURS } from "../../support/desk.ts";
import { house } from "../../support/house.ts";
import { type LinePlatform, type Resident, startLinePlatform } from "../../support/line-platform.ts";
import { KEYS, serveLine } from "./channel.ts";

const PROFILES = [
  { profile: "ja", lang: "ja" },
  { profile: "en", lang: "en" },
  { profile: "zh-Hans", lang: "ja-simple" },
] as const;

let platform: LinePlatform;
let store: Store;

beforeAll(async () => (store = await openStore({ file: ":memory:" })));
afterAll(() => store.close());
beforeEach(async () => (platform = await startLinePlatform(() => OPEN_HOURS)));
afterEach(() => platform.stop());

/** Somebody of whom nothing is known, or nothing any more. */
async function stranger<T>(
  profile: string,
  { off = false }: { off?: boolean },
  what: (resident: Resident) => Promise<T>,
): Promise<T> {
  const now = () => OPEN_HOURS;
  const { app, webhook } = await serveLine({
    store,
    api: platform.url,
    city: "asagiri",
    now,
    desk: deskOf(now),
    settings: () => NOTHING_SET,
    worldOf: (city) => ({ ...house.worldOf(city), now: now() }),
    off,
  });
  const resident = platform.resident(webhook);
  platform.account.languages.set(resident.userId, profile);
  try {
    return await what(resident);
  } finally {
    await app.close();
  }
}

const tap = (data: string) => (resident: Resident) => resident.send(resident.postbackEvent(data));
const has = (lang: Lang, id: string) => rubyToText(house.say(lang)(line(id)));
const langOf = async ({ userId }: Resident) => {
  const row = await store.conversations.findByAddress("line", addressKeyOf(KEYS, userId));
  return row && readConversation(row.body).lang;
};

describe.each(PROFILES)("the first that somebody does, with the profile $profile,", ({ profile, lang }) => {
  it.each([
    ["a text with a PIN is warned of", (one: Resident) => one.type("暗証番号1234"), "guard.unsend_on_line"],
    ["a picture is answered as one", sends("image"), "line.cannot_read"],
    [
      "a button of a talk that is forgotten is told",
      tap("n=screen&v=digits4&k=AAAAAAAA"),
      "line.earlier_talk",
    ],
    ["the languages are shown", tap("see=languages"), "ui.language"],
    ["the answers so far are none", tap("see=answers"), "line.no_answers"],
  ])("is what it is, in their language: %s", async (_, what, id) => {
    const said = await stranger(profile, {}, what);
    expect(said.join("\n")).toContain(has(lang, id));
    expect(said.join("\n")).toMatch(lang === "en" ? /[a-z]{4}/ : /[ぁ-ん]{2}/);
  });

  it("gets the numbers and the desk's notice who asks for a person", async () => {
    const said = (await stranger(profile, {}, tap("c=human"))).join("\n");
    expect(said).toContain("0000-12-3456");
    expect(said).toContain(has(lang, "question.what_happened"));
  });

  it("gets the code who wants the card to be read", async () => {
    const said = (await stranger(profile, {}, tap("c=card"))).join("\n");
    expect(said).toMatch(/[0-9A-Z]{4}[- ]?[0-9A-Z]{4}/);
  });

  it("hears that the channel is off where it is", async () => {
    const said = (await stranger(profile, { off: true }, (one) => one.follow())).join("\n");
    expect(said).toContain("0120-95-0178");
    expect(said).not.toContain(has(lang, "question.what_happened"));
  });

  it("is in the language that they choose themselves, which stays", async () => {
    for (const chosen of ["ja", "ja-simple", "en"] as const) {
      await stranger(profile, {}, async (one) => {
        const said = (await tap(`c=language&v=${chosen}`)(one)).join("\n");
        expect(said).toContain(has(chosen, "question.what_happened"));
        expect(await langOf(one)).toBe(chosen);
      });
    }
  });

  it("goes on in their language", async () => {
    await stranger(profile, {}, async (one) => {
      await tap("c=human")(one);
      expect((await one.choose("locked")).join("\n")).toContain(has(lang, "line.choose"));
      expect(await langOf(one)).toBe(lang);
    });
  });
});

function sends(type: string) {
  return (one: Resident) => one.send(one.event("message", { message: { type, id: "1" } }));
}
