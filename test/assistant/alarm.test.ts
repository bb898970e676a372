import { describe, expect, it } from "vitest";
import type { Heard } from "../../src/assistant/heard.ts";
import { newConversation, turn } from "../../src/assistant/index.ts";
import { understand } from "../../src/assistant/understand.ts";
import type { Understood } from "../../src/assistant/understood.ts";
import { worldOf } from "../support/house.ts";

/** What comes of a text that a reader makes this of; `read` is what the reader was given. */
function typed(text: string, understood: Partial<Understood>) {
  let read: string | undefined;
  const understand = (given: string): Understood => {
    read = given;
    return { heard: {}, asked: null, lang: "ja", ...understood };
  };
  const blank = newConversation("ja", "default");
  const { conversation, reply } = turn(blank, { text }, { ...worldOf(), understand });
  return { conversation, route: reply.outcome?.route, notices: reply.notices.map(({ id }) => id), read };
}

const scam = (sure: boolean): Heard => ({ situation: { value: "scam_suspect", sure } });

describe("what cannot wait", () => {
  it("is done first, also where it sounds like a question", () => {
    const understood = { heard: scam(true), asked: { what: "scam_call", sure: true } } as const;
    const { conversation, route } = typed("電話で聞かれて教えてしまったが、にせものですか", understood);
    expect(conversation.answers[0]).toMatchObject({ node: "what_happened", value: "scam" });
    expect(route).toBe("hotline");
  });

  it("is a question where nothing is surely told: it is answered aside", () => {
    const understood = { heard: scam(false), asked: { what: "scam_call", sure: true } } as const;
    const { conversation, notices } = typed("そういう電話は、にせものですか", understood);
    expect(conversation.answers).toEqual([]);
    expect(notices).toContain("aside.scam_call");
  });
});

describe("what was masked", () => {
  it("leaves no gap, by which words look as if they were written apart", () => {
    expect(typed("暗証番号は●●●●です", {}).read).toBe("暗証番号はです");
  });
});

describe("the language of the first words", () => {
  it.each([
    ["ja-simple", "ja"],
    ["en", "en"],
  ])("in %s is answered in %s: which Japanese it is, is a choice of its own", (lang, answered) => {
    const heard = { situation: { value: "forgot", sure: true } } as const;
    expect(typed("…わすれた　どうすれば", { heard, lang }).conversation.lang).toBe(answered);
  });
});

describe("an alarm", () => {
  const lost = turn(newConversation("ja", "default"), { choose: "lost_card" }, worldOf()).conversation;
  const saying = (text: string, heard: Heard = {}) => {
    const understand = (): Understood => ({ heard, asked: null, lang: "ja" });
    return turn(lost, { text }, { ...worldOf(), understand });
  };

  it.each(["違います、なくしてません", "違います", "あ、ありました！財布の中に", "見つかりました"])(
    "is taken back: %s",
    (text) => {
      const { conversation, reply } = saying(text);
      expect(conversation.answers).toEqual([]);
      expect(reply.node).toBe("what_happened");
      expect(reply.notices.map(({ id }) => id)).toEqual(["heard.alarm_back"]);
    },
  );

  it("is taken back for what has happened instead", () => {
    const heard = { situation: { value: "forgot", sure: true } } as const;
    const { conversation } = saying("違います。番号を忘れただけです", heard);
    expect(conversation.answers).toMatchObject([{ node: "what_happened", value: "forgot" }]);
  });

  it.each([
    "いや、盗まれたんです",
    "なくしていないか心配です",
    "まだ見つからない",
    "警察から電話がありました",
  ])("stands: %s", (text) => {
    const heard = { situation: { value: "lost_card", sure: false } } as const;
    expect(saying(text, heard).conversation.answers).toEqual(lost.answers);
  });

  it.each(["あんしようばんごう ろつくされた…", "暗証番号がなんですけど通りません"])(
    "is not even suggested on weak grounds, since whoever agrees stops the card: %s",
    (text) => {
      const { situation } = understand(text, "ja").heard;
      expect(situation && ["scam_suspect", "lost_card"].includes(String(situation.value))).not.toBe(true);
    },
  );
});
