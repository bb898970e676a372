import { describe, expect, it } from "vitest";
import {
  type Conversation,
  newConversation,
  type Reply,
  turn,
  type World,
} from "../../../src/assistant/index.ts";
import { ENDINGS } from "../../../src/assistant/reminders.ts";
import { toPostback, type View } from "../../../src/channels/line/button.ts";
import { inRequests, messagesOf, reminderMessages } from "../../../src/channels/line/messages.ts";
import { TIMINGS } from "../../../src/channels/line/remind.ts";
import { type Lang, LANGS, line, type Line, rubyToText } from "../../../src/language/index.ts";
import { house, worldOf } from "../../support/house.ts";
import { actionsOf, wordsOf } from "../../support/line/shown.ts";
import { assertLineMessages, type CheckedMessage } from "../../support/line-limits.ts";
import { allStates } from "../../support/walk.ts";
import { CROWDED, LONG } from "./crowded.ts";

const TALK = "Xb2_0aQz";
const REMINDER = { ending: "certificate", expiry: "2027-03-31", today: "2026-11-21" } as const;
const CITIES = [...house.cities.keys()];

/** A conversation for every reply that the flow can lead to, in any city. */
const CONVERSATIONS: readonly Conversation[] = [
  ...new Map(
    allStates()
      .map(({ answers }) => conversationOf(answers, worldOf()))
      .map((conversation) => [contentsOf(conversation), conversation]),
  ).values(),
];

function conversationOf(answers: readonly string[], world: World): Conversation {
  return answers.reduce(
    (conversation, choose) => turn(conversation, { choose }, world).conversation,
    newConversation("ja", world.city.code),
  );
}

function replyIn(conversation: Conversation, lang: Lang, world: World): Reply {
  return turn({ ...conversation, lang }, { show: true }, world).reply;
}

/** All that is said there, but for the answers that led there. */
function contentsOf(conversation: Conversation): string {
  const contents = CITIES.map((city) => {
    const { answers, ...content } = replyIn(conversation, "ja", worldOf(city));
    return [content, answers.length === 0];
  });
  return JSON.stringify(contents);
}

function allReplies(lang: Lang, city: string): readonly Reply[] {
  const world = worldOf(city);
  return CONVERSATIONS.map((conversation) => replyIn(conversation, lang, world));
}

/** What a person gets for a reply, each request held against LINE's limits. */
function shown(
  reply: Reply,
  { view = "now", notice, told = false }: { view?: View; notice?: Line; told?: boolean } = {},
): readonly CheckedMessage[] {
  const [say, clerk] = [house.say(reply.lang), house.say("ja")];
  const saying = { say, clerk, talk: TALK, view, notice, told, pictures: "https://tokeru.example.jp" };
  const messages = messagesOf(reply, { ...saying, ...(reply.outcome && { reminder: REMINDER }) });
  return inRequests(messages).flatMap((messages) => {
    assertLineMessages(messages);
    return messages;
  });
}

const textOf = (messages: readonly CheckedMessage[]): string => messages.map(wordsOf).join("\n");

/** Every line that a reply carries, but those of the slip. */
function linesOf({ say, help, choices, outcome }: Reply): readonly Line[] {
  if (outcome) return outcome.sections.flatMap(({ lines }) => lines);
  return [...say, ...(help ? [help] : []), ...choices.map(({ label }) => label)];
}

describe("every message of every state", () => {
  it.each(LANGS.flatMap((lang) => CITIES.map((city) => ({ lang, city }))))(
    "keeps to LINE's limits and loses nothing: $lang, $city",
    ({ lang, city }) => {
      const words = (line: Line): string => rubyToText(house.say(lang)(line));
      const lost: string[] = [];
      for (const reply of allReplies(lang, city)) {
        const messages = shown(reply);
        const visible = textOf(messages);
        lost.push(
          ...linesOf(reply)
            .map(words)
            .filter((text) => !visible.includes(text)),
        );
        if (messages.length > 5) lost.push(`${messages.length} messages`);
        shown(reply, { view: "answers" });
        shown(reply, { view: "picture" });
        shown(reply, { notice: line("line.cannot_read"), told: true });
      }
      expect(lost).toEqual([]);
    },
    120_000,
  );

  it.each(LANGS)(
    "keeps to LINE's limits where it is the same everywhere: %s",
    (lang) => {
      const [reply] = allReplies(lang, "default");
      if (!reply) throw new Error("no reply");
      shown(reply, { view: "languages" });
      for (const ending of ["any", ...ENDINGS]) {
        shown(reply, { view: "reminder", notice: line("line.remind.cancelled", { ending }) });
      }
      for (const notice of [line("line.remind.over"), line("line.remind.far")]) {
        shown(reply, { view: "reminder", notice });
      }
      shown(reply, { view: "reminder", notice: line("line.remind.late", { had: "yes" }) });
    },
    120_000,
  );

  it("offers every choice as a button that stays, with all its words", () => {
    const missing: string[] = [];
    for (const reply of allReplies("en", "default").filter(({ outcome }) => !outcome)) {
      const stay = shown(reply).map(({ quickReply: _, ...message }) => message);
      const offered = new Set(actionsOf(stay).map(({ data }) => data));
      const wanted = reply.choices.map(({ value }) => toPostback({ choose: value, node: reply.node }, TALK));
      missing.push(...wanted.filter((data) => !offered.has(data)));
    }
    expect(missing).toEqual([]);
  }, 120_000);

  it("puts the choice that somebody's words spoke for at the thumb, and makes it stand out", () => {
    const reply = replyIn(conversationOf(["locked"], worldOf()), "ja", worldOf());
    const likely = { ...reply, suggested: "birth_expiry_code" };
    const atThumb = (of: Reply) => shown(of).at(-1)?.quickReply?.items ?? [];
    expect(atThumb(likely)).toHaveLength(atThumb(reply).length + 1);
    expect(atThumb(likely)[0]?.action).toMatchObject({
      data: expect.stringContaining("v=birth_expiry_code"),
    });
    expect(JSON.stringify(shown(likely))).not.toBe(JSON.stringify(shown(reply)));
  });

  it("shows the slip in Japanese to whoever speaks another language", () => {
    const conversation = conversationOf(["locked", "birth_expiry_code", "mine"], worldOf());
    const reply = replyIn(conversation, "en", worldOf());
    const english = textOf(shown(reply));
    const slip = reply.outcome?.slip;
    for (const lang of ["ja", "en"] as const) {
      expect(slip && english.includes(house.say(lang)(slip.request))).toBe(true);
    }
  });

  it("has the slip's day in words, for whoever speaks which language", () => {
    const conversation = conversationOf(["locked", "birth_expiry_code", "mine"], worldOf());
    const reply = replyIn(conversation, "en", worldOf());
    const [year = "", month = "", date = ""] = (reply.outcome?.slip?.day ?? "").split("-");
    expect(textOf(shown(reply))).toContain(`${year}年${Number(month)}月${Number(date)}日`);
    expect(textOf(shown(reply))).toMatch(new RegExp(`\\b${Number(date)} [A-Z][a-z]+ ${year}\\b`));
  });

  it("holds for a city that has more to say than one request can carry", () => {
    const world: World = { ...worldOf(), city: CROWDED };
    const reply = replyIn(conversationOf(["forgot", "all", "mine"], world), "ja", world);
    const messages = shown(reply);
    expect(messages.length).toBeGreaterThan(5);
    expect(textOf(messages).split(`${LONG}（${LONG}）`)).toHaveLength(41);
    expect(messages.filter(({ quickReply }) => quickReply)).toEqual([messages.at(-1)]);
  });
});

describe("a reminder whose time has come", () => {
  it.each(LANGS.flatMap((lang) => ENDINGS.map((ending) => ({ lang, ending }))))(
    "keeps to LINE's limits: $lang, $ending",
    ({ lang, ending }) => {
      for (const timing of TIMINGS) {
        for (const more of [true, false]) {
          const messages = reminderMessages(house.say(lang), { ending, timing, more });
          assertLineMessages(messages);
          expect(actionsOf(messages)).toHaveLength(more ? 2 : 1);
        }
      }
    },
  );
});
