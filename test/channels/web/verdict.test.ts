import { afterEach, expect, test } from "vitest";
import { slipPath } from "../../../src/channels/slip-path.ts";
import { turn, newConversation, type Conversation } from "../../../src/assistant/index.ts";
import { NOON, worldOf } from "../../support/house.ts";
import { STORIES } from "../../support/stories.ts";
import { serveWeb, type WebServer } from "./serve.ts";

const PAIRING = { key: Buffer.alloc(32, 3), server: "https://tokeru.example.jp" };
const ORIGIN = { origin: "http://localhost:80", host: "localhost:80" };

let server: WebServer;
afterEach(() => server.close());

/** The first story, told at some time of the day. */
function told(at: number): Conversation {
  const world = { ...worldOf("asagiri"), now: at };
  let conversation = newConversation("ja", "asagiri");
  for (const choose of STORIES[0]?.taps ?? []) ({ conversation } = turn(conversation, { choose }, world));
  return conversation;
}

function pathOf(conversation: Conversation): string {
  const { reply } = turn(conversation, { show: true }, worldOf("asagiri"));
  const slip = reply.outcome?.slip;
  if (!slip) throw new Error("no slip");
  return slipPath(PAIRING, conversation, slip);
}

async function judge(path: string, answer: Record<string, string>) {
  const fields = Object.fromEntries(new URL(path, "http://x").searchParams);
  return server.app.inject({
    method: "POST",
    url: "/slip/verdict",
    headers: { ...ORIGIN, "content-type": "application/x-www-form-urlencoded" },
    payload: new URLSearchParams({ ...fields, ...answer }).toString(),
  });
}

const kept = () => server.store.verdicts.of({ from: "2026-11-01", to: "2026-11-30" }, "", 99);

test("two taps of a clerk, without signing in, are kept with what the slip said", async () => {
  server = await serveWeb();
  const path = pathOf(told(NOON));
  const page = await server.app.inject(path);
  expect(page.body).toContain("合っていた");
  const answer = await judge(path, { right: "no", was: "sign_pw" });
  expect(answer.statusCode).toBe(303);
  expect(await kept()).toMatchObject([
    {
      city: "asagiri",
      day: "2026-11-21",
      detail: { right: false, was: "sign_pw", rule: "D23", route: "counter", secret: "code_b" },
    },
  ]);
  const after = await server.app.inject(String(answer.headers.location));
  expect(after.body).toContain("お答えを受け取りました");
  expect(after.body).not.toContain('action="/slip/verdict"');
});

test("counts once a slip: the first answer stays; another person's slip is another", async () => {
  server = await serveWeb();
  const path = pathOf(told(NOON));
  await judge(path, { right: "yes" });
  await judge(path, { right: "no", was: "documents" });
  expect((await kept()).map(({ detail }) => detail)).toMatchObject([{ right: true }]);
  await judge(pathOf(told(NOON + 1)), { right: "no", was: "documents" });
  expect(await kept()).toHaveLength(2);
});

test("a slip that was not made here is not judged, nor one that was changed", async () => {
  server = await serveWeb();
  const path = pathOf(told(NOON));
  for (const forged of [
    path.replace(/&s=[^&]*/, ""),
    path.replace(/&n=[^&]*/, ""),
    path.replace(/&n=[^&]*/, "&n=AAAAAAAAAAAA"),
    path.replace("whose_card.mine", "whose_card.child"),
  ]) {
    expect(forged).not.toBe(path);
    expect((await server.app.inject(forged)).body).not.toContain('action="/slip/verdict"');
    expect((await judge(forged, { right: "yes" })).statusCode).toBe(400);
  }
  expect((await judge(path, { right: "perhaps" })).statusCode).toBe(400);
  expect((await judge(path, { right: "no", was: "x".repeat(100) })).statusCode).toBe(400);
  expect(await kept()).toEqual([]);
});

test("the slip of whoever asks for their own is not judged by them", async () => {
  server = await serveWeb();
  const begun = await server.app.inject({
    method: "POST",
    url: "/api/conversations",
    headers: { ...ORIGIN, "content-type": "application/json" },
    payload: { lang: "ja", city: "asagiri" },
  });
  const cookie = String(begun.headers["set-cookie"]).split(";")[0] ?? "";
  for (const choose of STORIES[0]?.taps ?? []) {
    await server.app.inject({
      method: "POST",
      url: "/api/conversation/turns",
      headers: { ...ORIGIN, cookie, "content-type": "application/json" },
      payload: { choose },
    });
  }
  const own = await server.app.inject({ url: "/slip", headers: { cookie } });
  expect(own.body).toContain("slip");
  expect(own.body).not.toContain('action="/slip/verdict"');
});
