import { describe, expect, test } from "vitest";
import { type Conversation, type Input, newConversation, turn } from "../../src/assistant/index.ts";
import { worldOf } from "../support/house.ts";
import { STORIES } from "../support/stories.ts";

const world = worldOf();
const fresh = newConversation("ja", "default");
const told = (STORIES[0]?.taps ?? []).reduce<Conversation>(
  (at, choose) => turn(at, { choose }, world).conversation,
  fresh,
);
const rated = (at: Conversation, input: Input = { rate: "bad" }) => turn(at, input, world);

describe("what somebody says of an answer", () => {
  test("is kept with it, thanked for, and may be said anew", () => {
    const { conversation, reply, effects } = rated(told);
    expect(reply.notices.map(({ id }) => id)).toEqual(["rate.thanks"]);
    expect(reply.rated).toBe("bad");
    expect(effects).toEqual([]);
    expect(rated(conversation, { rate: "good" }).reply.rated).toBe("good");
  });

  test("is about this answer: with another one it is gone", () => {
    const { conversation } = rated(told);
    expect(turn(conversation, { command: "back" }, world).reply.rated).toBeNull();
    const [first] = conversation.answers;
    const changed = turn(conversation, { change: first?.node ?? "" }, world);
    expect(changed.conversation.rated).toBeUndefined();
  });

  test("counts for nothing before there is one", () => {
    expect(rated(fresh).conversation).toBe(fresh);
    expect(rated(fresh).reply.notices).toEqual([]);
  });
});
