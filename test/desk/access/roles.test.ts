import Fastify, { type FastifyInstance } from "fastify";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { threads } from "../../../src/channels/thread.ts";
import { type Action, ACTIONS, may, type Role, ROLES } from "../../../src/desk/access/roles.ts";
import type { Rule } from "../../../src/desk/access/session.ts";
import { deskRoom, standingsOf } from "../../../src/desk/index.ts";
import { openStore, type Store } from "../../../src/store/index.ts";
import { house, NOON } from "../../support/house.ts";
import { type SignedIn, signedInAs } from "./signed-in.ts";

/** Who may do what, as the city is told (docs/operators/desk.md). */
const TABLE: Readonly<Record<Role, readonly Action[]>> = {
  agent: ["handoff.see", "handoff.take", "handoff.transfer", "call.use"],
  lead: [
    "handoff.see",
    "handoff.take",
    "handoff.transfer",
    "handoff.assign",
    "call.use",
    "conversation.read_closed",
    "conversation.export",
    "settings.change",
    "insights.see",
    "insights.export",
    "content.see",
  ],
  content_officer: ["insights.see", "insights.export", "content.see"],
  auditor: ["conversation.export", "insights.see", "audit.see"],
  admin: ["settings.change", "insights.see", "insights.export", "audit.see", "users.manage", "content.see"],
};

/** Every route below /desk, and who may use it. Whoever adds one thinks about it here. */
const ROUTES: readonly (readonly [method: string, url: string, rule: Rule])[] = [
  ["GET", "/desk", "signed_in"],
  ["GET", "/desk/sign-in", "anyone"],
  ["POST", "/desk/sign-in", "anyone"],
  ["POST", "/desk/sign-out", "signed_in"],
  ["GET", "/desk/oidc/start", "anyone"],
  ["GET", "/desk/oidc/callback", "anyone"],
  ["GET", "/desk/password", "signed_in"],
  ["POST", "/desk/password", "signed_in"],
  ["GET", "/desk/audit", "audit.see"],
  ["GET", "/desk/audit.csv", "audit.see"],
  ["GET", "/desk/users", "users.manage"],
  ["POST", "/desk/users", "users.manage"],
  ["GET", "/desk/api/me", "signed_in"],
  ["POST", "/desk/api/here", "signed_in"],
  ["GET", "/desk/api/queue", "handoff.see"],
  ["GET", "/desk/api/events", "handoff.see"],
  ["GET", "/desk/api/agents", "handoff.take"],
  ["GET", "/desk/api/handoffs/closed", "conversation.export"],
  ["GET", "/desk/api/handoffs/:id", "handoff.see"],
  ["GET", "/desk/api/handoffs/:id/export", "conversation.export"],
  ["POST", "/desk/api/handoffs/:id/take", "handoff.take"],
  ["POST", "/desk/api/handoffs/:id/hold", "handoff.take"],
  ["POST", "/desk/api/handoffs/:id/resume", "handoff.take"],
  ["POST", "/desk/api/handoffs/:id/close", "handoff.take"],
  ["POST", "/desk/api/handoffs/:id/give-back", "handoff.take"],
  ["POST", "/desk/api/handoffs/:id/transfer", "handoff.transfer"],
  ["POST", "/desk/api/handoffs/:id/say", "handoff.take"],
  ["POST", "/desk/api/handoffs/:id/note", "handoff.take"],
  ["POST", "/desk/api/handoffs/:id/turns", "handoff.take"],
  ["POST", "/desk/api/calls", "call.use"],
  ["GET", "/desk/api/calls/:call", "call.use"],
  ["POST", "/desk/api/calls/:call/turns", "call.use"],
  ["DELETE", "/desk/api/calls/:call", "call.use"],
  ["POST", "/desk/api/calls/:call/slip-code", "call.use"],
  ["GET", "/desk/api/settings", "signed_in"],
  ["PUT", "/desk/api/settings", "settings.change"],
  ["GET", "/desk/insights", "insights.see"],
  ["GET", "/desk/insights.csv", "insights.export"],
];

/** Files that hold no secret: their addresses change with their content. */
const FILE = /^\/desk\/assets\//;
/** What is said of everything else. */
const REST = "/desk/api/*";

let app: FastifyInstance;
let store: Store;
const found: { readonly method: string; readonly url: string }[] = [];
const people = new Map<Role, SignedIn>();

beforeAll(async () => {
  store = await openStore({ file: ":memory:" });
  app = Fastify();
  app.addHook("onRoute", ({ method, url }) => {
    for (const one of [method].flat()) found.push({ method: one, url });
  });
  const now = () => NOON;
  const provider = { issuer: "http://127.0.0.1:9", clientId: "x", scope: "openid", roles: [] };
  await app.register(
    deskRoom({
      store,
      worldOf: house.worldOf,
      say: house.say,
      city: "asagiri",
      cities: [...house.cities.keys()],
      desk: {
        standing: standingsOf((city) => house.worldOf(city).city, now),
        thread: threads(Buffer.alloc(32, 4)),
      },
      publicUrl: "http://localhost:80",
      oidc: provider,
      now,
    }),
  );
  await app.ready();
  for (const role of ROLES) people.set(role, await signedInAs(store, role, { now: NOON }));
});
afterAll(async () => {
  await app.close();
  await store.close();
});

/** The status alone: some answers never end. */
async function statusOf(method: string, url: string, headers: Readonly<Record<string, string>> = {}) {
  const answer = await app.inject({
    method: method as "GET",
    url: url.replace(":call", "A".repeat(43)).replace(/:\w+/, "1"),
    headers: { origin: "http://localhost:80", ...headers },
    ...(method !== "GET" && method !== "DELETE" && { payload: {} }),
    payloadAsStream: true,
  });
  answer.stream().destroy();
  return answer.statusCode;
}

/** Whoever is not asked for their right is told something else: that there is none, that it is unreadable, ... */
const isLetIn = (status: number) => status !== 401 && status !== 403;

describe("the table of roles", () => {
  it.each(ROLES)("allows %s what it says, and nothing else", (role) => {
    expect(ACTIONS.filter((action) => may(role, action)).toSorted()).toEqual(TABLE[role].toSorted());
  });
});

it("names every route below /desk, so that none is there that nobody has thought about", () => {
  const all = found
    .filter(({ method, url }) => method !== "HEAD" && !FILE.test(url) && url !== REST)
    .map(({ method, url }) => `${method} ${url}`);
  expect(all.toSorted()).toEqual(ROUTES.map(([method, url]) => `${method} ${url}`).toSorted());
});

describe.each(ROUTES)("%s %s, for whoever has %s", (method, url, rule) => {
  const isOpen = rule === "anyone";
  it.each(ROLES)("answers %s as the table says", async (role) => {
    // Signed in anew: some routes end what they are asked with.
    const { headers } = await signedInAs(store, role, { now: NOON });
    const isAllowed = isOpen || rule === "signed_in" || TABLE[role].includes(rule);
    const status = await statusOf(method, url, headers);
    if (isAllowed) expect(isLetIn(status) || (isOpen && status === 401), `${status}`).toBe(true);
    else expect(status).toBe(403);
  });
});

const GUARDED = ROUTES.filter(([, , rule]) => rule !== "anyone");

describe("what is not for everybody", () => {
  it.each(GUARDED)("%s %s refuses whoever is not signed in", async (method, url) => {
    const isPage = method === "GET" && !url.startsWith("/desk/api/");
    expect(await statusOf(method, url)).toBe(isPage ? 303 : 401);
  });

  const changes = GUARDED.filter(([method]) => method !== "GET");
  it.each(changes)("%s %s refuses a forged request of whoever has %s", async (method, url, rule) => {
    const role = ROLES.find((one) => rule === "signed_in" || TABLE[one].includes(rule as Action));
    const someone = people.get(role ?? "admin");
    if (!someone) throw new Error("nobody may");
    const { cookie, "x-csrf-token": token } = someone.headers;
    const forged = [
      { cookie, origin: "https://elsewhere.example.com", "x-csrf-token": token },
      { cookie, origin: "http://localhost:80" },
    ];
    expect(await statusOf(method, url, forged[0])).toBe(403);
    // What cannot be read is refused before its token is looked at.
    expect([400, 403]).toContain(await statusOf(method, url, forged[1]));
  });
});

it("refuses a forged request that is whole, too", async () => {
  const { headers } = await signedInAs(store, "lead", { now: NOON });
  const { "x-csrf-token": _token, ...bare } = headers;
  const off = { line: false, web: false };
  const change = (sent: Record<string, string>) =>
    app.inject({ method: "PUT", url: "/desk/api/settings", headers: sent, payload: { notice: null, off } });
  expect((await change(bare)).statusCode).toBe(403);
  expect((await change(headers)).statusCode).toBe(200);
});

it("says of everything else below /desk/api that there is nothing", async () => {
  expect(await statusOf("GET", "/desk/api/nothing")).toBe(404);
});
