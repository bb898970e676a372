import type { Activity, CardAction } from "botbuilder";
import { describe, expect, it } from "vitest";
import { messagesOf } from "../../../src/channels/botkit/line/messages.ts";
import { assertLineMessages, type CheckedMessage } from "../../support/line-limits.ts";
import { actionsOf, wordsOf } from "../../support/line/shown.ts";

/** What LINE is sent, held against its limits. */
function sent(activity: Partial<Activity>): readonly CheckedMessage[] {
  const messages: unknown = messagesOf(activity);
  assertLineMessages(messages);
  return messages;
}

const postBack = (title: string, value: unknown = title): CardAction => ({ type: "postBack", title, value });
const choices = (...actions: CardAction[]): Partial<Activity> => ({
  text: "どれですか",
  suggestedActions: { to: [], actions },
});
const shown = (messages: readonly CheckedMessage[]) => messages.map(wordsOf).join("\n");

describe("a text", () => {
  it("goes as it is, and in pieces where LINE takes no more", () => {
    expect(sent({ text: "一" })).toEqual([{ type: "text", text: "一" }]);
    const long = "𠮷".repeat(6_000);
    const pieces = sent({ text: long });
    expect(pieces.map(wordsOf).join("")).toBe(long);
    expect(pieces).toHaveLength(3);
  });

  it("that is empty is an error that says what to do", () => {
    for (const text of ["", "  \n"]) expect(() => sent({ text })).toThrow("Give it a text");
    expect(() => sent({ attachments: [{ contentType: "video/mp4" }] })).toThrow("LINE can show nothing");
  });
});

describe("suggested actions", () => {
  it("are quick replies below the last message", () => {
    const actions: CardAction[] = [
      postBack("はい", "yes"),
      { type: "imBack", title: "いいえ", value: "いいえ、違います" },
      postBack("物", { a: 1 }),
      { type: "openUrl", title: "見る", value: "https://example.jp/窓口" },
      { type: "call", title: "電話", value: "0120950178" },
      { type: "messageBack", title: "他", text: "other", displayText: "ほかのこと", value: undefined },
    ];
    const [message] = sent(choices(...actions));
    expect(actionsOf(message)).toEqual([
      { type: "postback", label: "はい", data: "yes", displayText: "はい" },
      { type: "postback", label: "いいえ", data: "いいえ、違います", displayText: "いいえ、違います" },
      { type: "postback", label: "物", data: '{"a":1}', displayText: "物" },
      { type: "uri", label: "見る", uri: "https://example.jp/%E7%AA%93%E5%8F%A3" },
      { type: "uri", label: "電話", uri: "tel:0120950178" },
      { type: "postback", label: "他", data: "other", displayText: "ほかのこと" },
    ]);
  });

  it("that do not fit there are buttons in a bubble, with all of their words and none left out", () => {
    const twenty = "あ".repeat(20);
    expect(sent(choices(postBack(twenty)))).toHaveLength(1);
    const long = `${twenty}い`;
    expect(shown(sent(choices(postBack(long), postBack("短い"))))).toContain(long);
    const names = Array.from({ length: 14 }, (_, n) => `選択肢${n}`);
    expect(sent(choices(...names.slice(1).map((name) => postBack(name))))).toHaveLength(1);
    const messages = sent(choices(...names.map((name) => postBack(name))));
    expect(messages.flatMap(actionsOf).map(({ data }) => data)).toEqual(names);
    expect(sent({ ...choices(postBack("はい")), text: "" })).toMatchObject([{ type: "flex" }]);
  });

  it("twice the same are one, and what LINE does not take is an error that names it", () => {
    expect(actionsOf(sent(choices(postBack("はい"), postBack("はい")))[0])).toHaveLength(1);
    expect(() => sent(choices(postBack("長", "x".repeat(301))))).toThrow(
      'The value of the button "長" has 301 characters; LINE takes 300.',
    );
  });
});

describe("cards", () => {
  it("of Bot Framework are a bubble with their words and buttons, and a picture where it is on https", () => {
    const content = {
      title: "朝霧市",
      subtitle: "市民課",
      text: "1番窓口",
      images: [{ url: "https://example.jp/map.png" }, { url: "https://example.jp/b.png" }],
      buttons: [postBack("予約する", "book")],
    };
    const messages = sent({ attachments: [{ contentType: "application/vnd.microsoft.card.hero", content }] });
    expect(messages.map(({ type }) => type)).toEqual(["image", "flex"]);
    for (const words of ["朝霧市", "市民課", "1番窓口", "予約する"]) expect(shown(messages)).toContain(words);
    expect(actionsOf(messages[1])).toMatchObject([{ data: "book" }]);
    const insecure = { ...content, images: [{ url: "http://example.jp/map.png" }] };
    const thumbnail = { contentType: "application/vnd.microsoft.card.thumbnail", content: insecure };
    expect(sent({ attachments: [thumbnail] })).toHaveLength(1);
  });

  it("of the adaptive kind tell their words in order, and keep the buttons that LINE has", () => {
    const content = {
      body: [
        { type: "TextBlock", text: "一" },
        { type: "ColumnSet", columns: [{ items: [{ type: "TextBlock", text: "二" }] }] },
        { type: "Input.Text", id: "x" },
      ],
      actions: [
        { type: "Action.Submit", title: "はい", data: { yes: 1 } },
        { type: "Action.OpenUrl", title: "見る", url: "https://example.jp/" },
        { type: "Action.ShowCard", title: "もっと" },
      ],
    };
    const messages = sent({
      text: "零",
      attachments: [{ contentType: "application/vnd.microsoft.card.adaptive", content }],
    });
    expect(shown(messages)).toMatch(/零\n一\n二\n/);
    expect(messages.flatMap(actionsOf)).toMatchObject([
      { data: '{"yes":1}' },
      { uri: "https://example.jp/" },
    ]);
  });
});

it("sends a picture, and LINE's own messages as they are", () => {
  const picture = { contentType: "image/png", contentUrl: "https://example.jp/a.png" };
  expect(sent({ text: "地図", attachments: [picture] }).map(({ type }) => type)).toEqual(["text", "image"]);
  const line = [{ type: "text", text: "そのまま" }];
  expect(sent({ text: "unused", channelData: { line } })).toEqual(line);
});
