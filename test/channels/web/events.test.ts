import { request as send } from "node:http";
import { setTimeout } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { rowIdOf } from "../../../src/channels/web/identity.ts";
import { openStore, type Store } from "../../../src/store/index.ts";
import { reportWith } from "../../support/card-report.ts";
import { type PostgresServer, postgresMissing, startPostgres } from "../../support/postgres.ts";
import { serveWeb, type WebServer } from "./serve.ts";

const LIMIT_MS = 20_000;

interface Told {
  readonly event: string;
  readonly rev?: number;
}

/** Somebody who reads a stream of events over HTTP. */
class Follower {
  readonly told: Told[] = [];
  beats = 0;
  over = false;
  status = 0;
  headers: Readonly<Record<string, unknown>> = {};
  body = "";
  leave: () => void = () => {};

  static async of(url: string, token: string): Promise<Follower> {
    const follower = new Follower();
    const path = `${url}/api/conversation/events`;
    const sent = send(path, { headers: { authorization: `Bearer ${token}` } });
    follower.leave = () => sent.destroy();
    sent.on("response", (response) => {
      follower.status = response.statusCode ?? 0;
      follower.headers = response.headers;
      response.setEncoding("utf8").on("data", (text: string) => follower.#read(text));
      response.on("end", () => (follower.over = true)).on("error", () => {});
    });
    sent.on("error", () => {}).end();
    await until(() => follower.status !== 0);
    return follower;
  }

  #read(text: string): void {
    const blocks = (this.body + text).split("\n\n");
    this.body = blocks.pop() ?? "";
    for (const block of blocks) {
      if (block.startsWith(":")) this.beats++;
      else this.told.push(eventOf(block));
    }
  }
}

function eventOf(block: string): Told {
  const fields = Object.fromEntries(block.split("\n").map((text) => text.split(/: (.*)/s, 2)));
  const { rev } = JSON.parse(fields["data"] ?? "{}");
  if (rev !== undefined) expect(fields["id"]).toBe(String(rev));
  return { event: fields["event"] ?? "", ...(rev !== undefined && { rev }) };
}

async function until(holds: () => boolean): Promise<void> {
  const end = Date.now() + LIMIT_MS;
  while (!holds()) {
    if (Date.now() > end) throw new Error("waited in vain");
    await setTimeout(5);
  }
}

async function listening(web: WebServer): Promise<string> {
  return web.app.listen({ host: "127.0.0.1", port: 0 });
}

async function begin(web: WebServer): Promise<string> {
  const payload = { lang: "en", keep: "token" };
  return (await web.app.inject({ method: "POST", url: "/api/conversations", payload })).json().token;
}

const turn = (web: WebServer, token: string, payload: object) =>
  web.app.inject({
    method: "POST",
    url: "/api/conversation/turns",
    headers: { authorization: `Bearer ${token}` },
    payload,
  });

describe("events of a conversation", () => {
  let web: WebServer;
  afterEach(() => web.close());

  it("tell the present revision at once, then every change", async () => {
    web = await serveWeb();
    const url = await listening(web);
    const token = await begin(web);
    const follower = await Follower.of(url, token);
    expect(follower.headers).toMatchObject({
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store, no-transform",
    });
    await until(() => follower.told.length === 1);
    await turn(web, token, { choose: "locked" });
    await turn(web, token, { choose: "nonsense" });
    await turn(web, token, { command: "back" });
    await until(() => follower.told.length === 3);
    expect(follower.told).toEqual([1, 2, 3].map((rev) => ({ event: "changed", rev })));
    follower.leave();
  });

  it("tell of a card's report, and of nobody else's conversation", async () => {
    web = await serveWeb();
    const url = await listening(web);
    const [mine, other] = [await begin(web), await begin(web)];
    await turn(web, mine, { choose: "locked" });
    const { pairing } = (await turn(web, mine, { command: "card" })).json();
    const [follower, bystander] = [await Follower.of(url, mine), await Follower.of(url, other)];
    await until(() => follower.told.length === 1 && bystander.told.length === 1);
    const payload = { code: pairing.code, report: reportWith({ code_b: 0 }) };
    await web.app.inject({ method: "POST", url: "/api/card-reports", payload });
    await until(() => follower.told.length === 2);
    await turn(web, other, { choose: "locked" });
    await until(() => bystander.told.length === 2);
    expect(follower.told.map(({ rev }) => rev)).toEqual([2, 3]);
    expect(bystander.told.map(({ rev }) => rev)).toEqual([1, 2]);
    follower.leave();
    bystander.leave();
  });

  it("end when the conversation is deleted", async () => {
    web = await serveWeb();
    const token = await begin(web);
    const follower = await Follower.of(await listening(web), token);
    await until(() => follower.told.length === 1);
    await web.store.transaction(async (tx) => {
      await tx.conversations.delete(rowIdOf(token));
      tx.notify(rowIdOf(token));
    });
    await until(() => follower.over);
    expect(follower.told.at(-1)).toEqual({ event: "gone" });
  });

  it("show that they are alive, and end after a while so that the client comes back", async () => {
    web = await serveWeb({ pace: { beat: 5, life: 200 } });
    const follower = await Follower.of(await listening(web), await begin(web));
    await until(() => follower.beats > 2);
    await until(() => follower.over);
    expect(follower.told).toEqual([{ event: "changed", rev: 1 }]);
  });

  it("are held by few tabs of one person, and by others beside them", async () => {
    web = await serveWeb();
    const url = await listening(web);
    const [mine, other] = [await begin(web), await begin(web)];
    const tabs = await Promise.all(Array.from({ length: 6 }, () => Follower.of(url, mine)));
    expect(tabs.map(({ status }) => status)).toEqual(tabs.map(() => 200));
    const refused = await Follower.of(url, mine);
    expect(refused.status).toBe(429);
    const beside = await Follower.of(url, other);
    expect(beside.status).toBe(200);
    tabs[0]?.leave();
    let again = refused;
    while (again.status === 429) again = await Follower.of(url, mine);
    expect(again.status).toBe(200);
    for (const one of [...tabs, beside, again]) one.leave();
  });

  it("need a conversation, and a page that may hold it", async () => {
    web = await serveWeb();
    const token = await begin(web);
    expect((await Follower.of(await listening(web), "x".repeat(43))).status).toBe(404);
    const response = await web.app.inject({
      url: "/api/conversation/events",
      headers: { authorization: `Bearer ${token}`, origin: "https://evil.example" },
    });
    expect([response.statusCode, response.json().error.code]).toEqual([403, "origin_not_allowed"]);
  });

  it("hold up no server that stops", async () => {
    web = await serveWeb();
    const url = await listening(web);
    const token = await begin(web);
    const followers = await Promise.all([Follower.of(url, token), Follower.of(url, token)]);
    await until(() => followers.every(({ told }) => told.length === 1));
    await web.app.close();
    await until(() => followers.every(({ over }) => over));
  });
});

describe.skipIf(postgresMissing)("with two replicas on PostgreSQL", () => {
  let postgres: PostgresServer;
  const closing: { close(): Promise<void> }[] = [];
  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterAll(async () => {
    for (const each of closing) await each.close();
    await postgres.stop();
  });

  async function replica(url: string): Promise<WebServer> {
    const store: Store = await openStore({ url });
    const web = await serveWeb({ store });
    closing.push(web, store);
    return web;
  }

  it("a change on one is told by the other", async () => {
    const url = await postgres.newDatabase();
    const [one, other] = [await replica(url), await replica(url)];
    const token = await begin(one);
    const followers = await Promise.all(
      [one, other].map(async (web) => Follower.of(await listening(web), token)),
    );
    await until(() => followers.every(({ told }) => told.length === 1));
    await turn(other, token, { choose: "locked" });
    await turn(one, token, { choose: "digits4" });
    await until(() => followers.every(({ told }) => told.at(-1)?.rev === 3));
    for (const follower of followers) follower.leave();
  });

  it("one turn sent to both at once is taken once", async () => {
    const url = await postgres.newDatabase();
    const [one, other] = [await replica(url), await replica(url)];
    const token = await begin(one);
    await turn(one, token, { choose: "locked" });
    const back = { command: "back", id: "going-back-1" };
    const sent = await Promise.all([one, other, one, other].map((web) => turn(web, token, back)));
    expect(sent.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 200]);
    expect(sent.map((answer) => answer.json().rev)).toEqual([3, 3, 3, 3]);
  });
});
