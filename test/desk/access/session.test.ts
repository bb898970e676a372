import cookie from "@fastify/cookie";
import Fastify, { type FastifyInstance } from "fastify";
import { afterEach, describe, expect, it } from "vitest";
import {
  ABSOLUTE_MS,
  anyone,
  guard,
  IDLE_MS,
  requires,
  signedIn,
  signOutEverywhere,
} from "../../../src/desk/access/session.ts";
import { openStore, type Store } from "../../../src/store/index.ts";
import { NOON } from "../../support/house.ts";
import { signedInAs } from "./signed-in.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

interface Desk {
  readonly app: FastifyInstance;
  readonly store: Store;
  readonly clock: { now: number };
}

const open: Desk[] = [];

afterEach(async () => {
  for (const { app, store } of open.splice(0)) {
    await app.close();
    await store.close();
  }
});

/** A server with one route of each kind, and a clock that the test sets. */
async function serve(publicUrl?: string): Promise<Desk> {
  const store = await openStore({ file: ":memory:" });
  const clock = { now: NOON };
  const app = Fastify();
  await app.register(cookie);
  guard(app, { store, now: () => clock.now, publicUrl });
  app.get("/desk/api/me", { preHandler: requires() }, (request) => signedIn(request));
  app.get("/desk/page", { preHandler: requires() }, async () => "a page");
  app.post("/desk/api/take", { preHandler: requires("handoff.take") }, async () => ({ taken: true }));
  app.post("/desk/open", { preHandler: anyone }, async () => ({ open: true }));
  await app.ready();
  const desk = { app, store, clock };
  open.push(desk);
  return desk;
}

const me = ({ app }: Desk, headers: Record<string, string>) =>
  app.inject({ url: "/desk/api/me", headers }).then(({ statusCode }) => statusCode);

describe("a session", () => {
  it("tells who it is, and nothing that would let anybody in", async () => {
    const desk = await serve();
    const { headers, csrf, cookie: sent } = await signedInAs(desk.store, "agent", { now: NOON });
    const answer = await desk.app.inject({ url: "/desk/api/me", headers });
    expect(answer.json()).toMatchObject({ user: { id: "agent", role: "agent" }, csrf, at: NOON });
    expect(answer.body).not.toContain(sent.value);
    expect(await desk.store.sessions.find(sent.value)).toBeUndefined();
  });

  it("is none without a cookie, with one that was not issued here, or with the id that is kept", async () => {
    const desk = await serve();
    const { cookie: sent, headers } = await signedInAs(desk.store, "agent", { now: NOON });
    const kept = (await desk.app.inject({ url: "/desk/api/me", headers })).json().id;
    expect(kept).not.toBe(sent.value);
    for (const value of [undefined, "x", "A".repeat(43), kept]) {
      const given = value === undefined ? {} : { cookie: `${sent.name}=${value}` };
      const answer = await desk.app.inject({ url: "/desk/api/me", headers: given });
      expect([answer.statusCode, answer.json().code]).toEqual([401, "not_signed_in"]);
    }
  });

  it("ends when nothing was done for half an hour, whatever the page has fetched by itself", async () => {
    const desk = await serve();
    const { headers } = await signedInAs(desk.store, "agent", { now: NOON });
    for (const minutes of [10, 20, 29]) {
      desk.clock.now = NOON + minutes * MINUTE;
      expect(await me(desk, headers)).toBe(200);
    }
    desk.clock.now = NOON + IDLE_MS;
    expect(await me(desk, headers)).toBe(401);
  });

  it.each([
    ["a change", { method: "POST", url: "/desk/api/take" }, {}],
    ["a page that is opened", { method: "GET", url: "/desk/page" }, { "sec-fetch-mode": "navigate" }],
  ] as const)("goes on with %s", async (_name, request, more) => {
    const desk = await serve();
    const { headers } = await signedInAs(desk.store, "agent", { now: NOON });
    desk.clock.now = NOON + 29 * MINUTE;
    expect((await desk.app.inject({ ...request, headers: { ...headers, ...more } })).statusCode).toBe(200);
    desk.clock.now = NOON + 58 * MINUTE;
    expect(await me(desk, headers)).toBe(200);
    desk.clock.now = NOON + 59 * MINUTE;
    expect(await me(desk, headers)).toBe(401);
  });

  it("ends after ten hours, whatever is done", async () => {
    const desk = await serve();
    const { headers } = await signedInAs(desk.store, "agent", { now: NOON });
    const take = () => desk.app.inject({ method: "POST", url: "/desk/api/take", headers });
    for (let at = NOON; at < NOON + ABSOLUTE_MS; at += 20 * MINUTE) {
      desk.clock.now = at;
      expect((await take()).statusCode).toBe(200);
    }
    desk.clock.now = NOON + 10 * HOUR;
    expect((await take()).statusCode).toBe(401);
  });

  it("ends everywhere when its user is disabled, or signed out everywhere", async () => {
    const desk = await serve();
    const one = await signedInAs(desk.store, "agent", { now: NOON });
    const other = await signedInAs(desk.store, "agent", { now: NOON });
    const lead = await signedInAs(desk.store, "lead", { now: NOON });
    await desk.store.transaction((tx) => signOutEverywhere(tx, "agent"));
    expect(await me(desk, one.headers)).toBe(401);
    expect(await me(desk, other.headers)).toBe(401);
    expect(await me(desk, lead.headers)).toBe(200);
    await desk.store.transaction(async (tx) => {
      const user = await tx.users.find("lead");
      if (user) await tx.users.change(user, { disabledAt: NOON });
    });
    expect(await me(desk, lead.headers)).toBe(401);
  });

  it("has another cookie with https, which no neighbour of the domain can set", async () => {
    const publicUrl = "https://desk.example.jp";
    const desk = await serve(publicUrl);
    const { headers, cookie: sent } = await signedInAs(desk.store, "agent", { now: NOON, publicUrl });
    expect(await me(desk, headers)).toBe(200);
    expect(await me(desk, { cookie: `tokeru-desk=${sent.value}` })).toBe(401);
  });
});

describe("a change", () => {
  const take = (desk: Desk, headers: Record<string, string>, payload?: Record<string, string>) =>
    desk.app.inject({ method: "POST", url: "/desk/api/take", headers, ...(payload && { payload }) });

  it("needs the session's own token", async () => {
    const desk = await serve();
    const { headers } = await signedInAs(desk.store, "agent", { now: NOON });
    const other = await signedInAs(desk.store, "lead", { now: NOON });
    const { "x-csrf-token": token, ...bare } = headers;
    for (const wrong of [bare, { ...bare, "x-csrf-token": other.csrf }, { ...bare, "x-csrf-token": "" }]) {
      const answer = await take(desk, wrong);
      expect([answer.statusCode, answer.json().code]).toEqual([403, "stale_form"]);
    }
    expect((await take(desk, bare, { csrf: token })).statusCode).toBe(200);
  });

  it("needs to come from our own pages", async () => {
    const desk = await serve();
    const { headers } = await signedInAs(desk.store, "agent", { now: NOON });
    const { origin, ...bare } = headers;
    for (const wrong of [
      bare,
      { ...bare, origin: "https://elsewhere.example.com" },
      { ...bare, origin: "null" },
    ]) {
      expect((await take(desk, wrong)).json().code).toBe("cross_site");
      expect((await desk.app.inject({ method: "POST", url: "/desk/open", headers: wrong })).statusCode).toBe(
        403,
      );
    }
    expect((await take(desk, { ...bare, origin })).statusCode).toBe(200);
  });

  it("needs a role that allows it", async () => {
    const desk = await serve();
    const { headers } = await signedInAs(desk.store, "auditor", { now: NOON });
    const answer = await take(desk, headers);
    expect([answer.statusCode, answer.json().code]).toEqual([403, "not_allowed"]);
  });
});

describe("whoever is not signed in", () => {
  it("is led from a page to signing in", async () => {
    const { app } = await serve();
    const answer = await app.inject({ url: "/desk/page" });
    expect([answer.statusCode, answer.headers.location]).toEqual([303, "/desk/sign-in"]);
    expect(answer.body).toBe("");
  });
});

it("does not start with a route that nobody has thought about", async () => {
  const app = Fastify();
  const store = await openStore({ file: ":memory:" });
  open.push({ app, store, clock: { now: NOON } });
  guard(app, { store, now: Date.now });
  expect(() => app.get("/desk/api/new", async () => "everything")).toThrow("GET /desk/api/new has no rule");
});
