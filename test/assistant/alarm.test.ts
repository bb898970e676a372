import { describe, expect, it } from "vitest";
import { newConversation, turn } from "../../src/assistant/index.ts";
import { understand } from "../../src/assistant/understand.ts";
import { worldOf } from "../support/house.ts";

const world = { ...worldOf(), understand };
const blank = newConversation("ja", "default");

function typed(text: string) {
  const { conversation, reply } = turn(blank, { text }, world);
  return { conversation, route: reply.outcome?.route, notices: reply.notices.map(({ id }) => id) };
}

describe("what cannot wait", () => {
  it.each([
    ["市役所を名乗る人から電話で暗証番号を聞かれて教えてしまった", "scam"],
    ["カードをなくしたらどこに電話すればいいの", "lost_card"],
  ])("is done first, also where it sounds like a question: %s", (text, choice) => {
    const { conversation, route } = typed(text);
    expect(conversation.answers[0]).toMatchObject({ node: "what_happened", value: choice });
    expect(route).toBe("hotline");
  });

  it("is a question where nothing is told: it is answered aside", () => {
    const { conversation, notices } = typed("更新を代行するという電話は詐欺ですか");
    expect(conversation.answers).toEqual([]);
    expect(notices).toContain("aside.scam_call");
  });
});

describe("what was masked", () => {
  it("does not change the language by the gap that it leaves", () => {
    const { conversation } = typed("わたしの暗証番号は●●●●です。ロックされました");
    expect(conversation.lang).toBe("ja");
    expect(conversation.answers[0]).toMatchObject({ value: "locked" });
  });
});
