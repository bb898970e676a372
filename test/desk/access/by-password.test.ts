import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { changeAccount, OPERATOR } from "../../../src/desk/access/accounts.ts";
import { hashPassword, isHash, isPassword, weaknessOf } from "../../../src/desk/access/passwords.ts";
import { addAccount, type Door, PASSWORD, serveDoor } from "./desk.ts";

const MINUTE = 60_000;
const ORIGIN = "http://localhost:80";

let door: Door;

beforeEach(async () => {
  door = await serveDoor({ trustProxy: "127.0.0.1" });
});
afterEach(() => door.close());

/** Fills in the form, from an address. */
function signIn(id: string, password: string, from = "192.0.2.1") {
  return door.app.inject({
    method: "POST",
    url: "/desk/sign-in",
    headers: {
      origin: ORIGIN,
      "x-forwarded-for": from,
      "content-type": "application/x-www-form-urlencoded",
    },
    payload: new URLSearchParams({ id, password }).toString(),
  });
}

/** What the browser sends back of what it was given. */
function cookieOf({ headers }: Awaited<ReturnType<typeof signIn>>): string {
  const given = [headers["set-cookie"] ?? []].flat().at(-1) ?? "";
  return given.split(";")[0] ?? "";
}

const me = async (cookie: string) =>
  (await door.app.inject({ url: "/desk/api/me", headers: { cookie } })).statusCode;

async function miss(times: number, id = "tanaka"): Promise<void> {
  for (let n = 0; n < times; n++) {
    expect((await signIn(id, "wrong", `198.51.100.${n}`)).statusCode).toBe(401);
  }
}

const notedOf = async (who: string) =>
  (await door.store.audit.search({ who, from: 0, to: Number.MAX_SAFE_INTEGER, limit: 99 }))
    .toReversed()
    .map(({ action, detail }) => [action, detail]);

describe("a password", () => {
  it("is kept as a memory-hard hash with a salt of its own, and as nothing else", async () => {
    await addAccount(door.store, "tanaka");
    await addAccount(door.store, "sato");
    const [sato, tanaka] = await door.store.users.all();
    expect(tanaka?.password).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
    expect(tanaka?.password).not.toBe(sato?.password);
    expect(isHash(tanaka?.password ?? "")).toBe(true);
    expect(isHash(PASSWORD)).toBe(false);
  });

  it("is the same from every keyboard, and only itself", async () => {
    const kept = await hashPassword("ﾊﾟｽﾜｰﾄﾞ 123 café");
    expect(await isPassword("パスワード １２３ café", kept)).toBe(true);
    expect(await isPassword("パスワード 123 cafe", kept)).toBe(false);
    expect(await isPassword("", null)).toBe(false);
  });

  it("is checked against what this implementation did not make: the reference's own", async () => {
    // From the tests of the reference implementation (github.com/P-H-C/phc-winner-argon2, src/test.c).
    const kept = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
    expect(await isPassword("password", kept)).toBe(true);
    expect(await isPassword("Password", kept)).toBe(false);
  });

  it.each([
    ["eleven char", "short"],
    ["x".repeat(201), "long"],
    ["aaaaaaaaaaaaaaaa", "monotonous"],
    ["tanaka tanaka 1", "contains_id"],
    ["synthetic passphrase", undefined],
    ["合言葉は架空の長い文です。", undefined],
  ])("that somebody chooses: %s", (password, weakness) => {
    expect(weaknessOf(password, "tanaka")).toBe(weakness);
  });
});

describe("signing in by password", () => {
  it("lets somebody in under a new id, which no script reads, and leads to the desk", async () => {
    await addAccount(door.store, "tanaka");
    const answer = await signIn("tanaka", PASSWORD);
    expect([answer.statusCode, answer.headers.location]).toEqual([303, "/desk"]);
    const given = [answer.headers["set-cookie"] ?? []].flat();
    expect(given).toEqual([
      expect.stringMatching(/^tokeru-desk=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/),
    ]);
    expect(await me(cookieOf(answer))).toBe(200);
    expect(await notedOf("tanaka")).toEqual([
      ["user.add", { role: "agent" }],
      ["signin.done", { by: "password" }],
    ]);
  });

  it.each([
    ["agent", "/desk"],
    ["lead", "/desk"],
    ["content_officer", "/desk/insights"],
    ["auditor", "/desk/audit"],
    ["admin", "/desk/users"],
  ] as const)("leads %s to what they do there", async (role, path) => {
    await addAccount(door.store, "tanaka", role);
    expect((await signIn("tanaka", PASSWORD)).headers.location).toBe(path);
  });

  it("binds the cookie to the server with https", async () => {
    await door.close();
    door = await serveDoor({ publicUrl: "https://desk.example.jp", trustProxy: "127.0.0.1" });
    await addAccount(door.store, "tanaka");
    const answer = await door.app.inject({
      method: "POST",
      url: "/desk/sign-in",
      headers: {
        origin: "https://desk.example.jp",
        "content-type": "application/x-www-form-urlencoded",
      },
      payload: new URLSearchParams({ id: "tanaka", password: PASSWORD }).toString(),
    });
    expect(answer.headers["set-cookie"]).toMatch(
      /^__Host-tokeru-desk=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    );
    expect(answer.headers["strict-transport-security"]).toBeDefined();
  });

  it("never takes an id over that a browser brings along, and ends the session before", async () => {
    await addAccount(door.store, "tanaka");
    const brought = `tokeru-desk=${"A".repeat(43)}`;
    const sign = (cookie: string) =>
      door.app.inject({
        method: "POST",
        url: "/desk/sign-in",
        headers: { origin: ORIGIN, cookie, "content-type": "application/x-www-form-urlencoded" },
        payload: new URLSearchParams({ id: "tanaka", password: PASSWORD }).toString(),
      });
    const first = cookieOf(await sign(brought));
    expect(first).not.toBe(brought);
    const second = cookieOf(await sign(first));
    expect(second).not.toBe(first);
    expect([await me(first), await me(second)]).toEqual([401, 200]);
  });

  it("says the same of a wrong password, an unknown id, a disabled and a locked account", async () => {
    for (const id of ["tanaka", "sato", "suzuki"]) await addAccount(door.store, id);
    await changeAccount(door.store, OPERATOR, { do: "disable", id: "sato" }, door.clock.now);
    await miss(5, "suzuki");
    const answers = [
      await signIn("tanaka", "wrong"),
      await signIn("nobody", PASSWORD),
      await signIn("sato", PASSWORD),
      await signIn("suzuki", PASSWORD),
      await signIn("Robert'); drop table users;--", PASSWORD),
    ];
    expect(new Set(answers.map(({ body }) => body)).size).toBe(1);
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([401, 401, 401, 401, 401]);
    expect(answers[0]?.headers["set-cookie"]).toBeUndefined();
    expect(answers[0]?.body).toContain("IDかパスワードが違います");
  });

  it("takes as long for an unknown id: a hash is made for each", async () => {
    await addAccount(door.store, "tanaka");
    const took = async (id: string): Promise<number> => {
      const times: number[] = [];
      for (let n = 0; n < 4; n++) {
        const from = performance.now();
        await signIn(id, "wrong", `198.51.100.${n}`);
        times.push(performance.now() - from);
      }
      return Math.min(...times);
    };
    const [known, unknown] = [await took("tanaka"), await took("nobody")];
    // Looking without a hash takes a hundredth of it.
    expect(unknown).toBeGreaterThan(known / 4);
    expect(known).toBeGreaterThan(unknown / 4);
  });

  it("keeps nothing of what was typed: not in the log, not in the audit, not in the answer", async () => {
    await addAccount(door.store, "tanaka");
    const typed = "typed-by-mistake-9";
    const answers = [await signIn(typed, "x"), await signIn("tanaka", typed), await signIn("tanaka", "")];
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([401, 401, 400]);
    const audit = await door.store.audit.search({ from: 0, to: Number.MAX_SAFE_INTEGER, limit: 99 });
    for (const text of [...door.logs, ...answers.map(({ body }) => body), JSON.stringify(audit)]) {
      expect(text).not.toContain(typed);
    }
    expect(audit[1]).toMatchObject({ actor: "unknown", subject: "unknown", detail: { why: "unknown" } });
  });

  it("is locked after five wrong passwords in a row, for twice as long each time", async () => {
    await addAccount(door.store, "tanaka");
    await miss(4);
    expect((await signIn("tanaka", PASSWORD)).statusCode).toBe(303);
    await miss(5);
    expect((await signIn("tanaka", PASSWORD)).statusCode).toBe(401);
    door.clock.now += MINUTE - 1;
    expect((await signIn("tanaka", PASSWORD)).statusCode).toBe(401);
    door.clock.now += 1;
    await miss(1);
    door.clock.now += 2 * MINUTE - 1;
    expect((await signIn("tanaka", PASSWORD)).statusCode).toBe(401);
    door.clock.now += 1;
    expect((await signIn("tanaka", PASSWORD)).statusCode).toBe(303);
    const locks = (await notedOf("tanaka")).filter(([action]) => action === "signin.locked");
    expect(locks).toEqual([
      ["signin.locked", { minutes: 1 }],
      ["signin.locked", { minutes: 2 }],
    ]);
  });

  it("is never locked for more than an hour", async () => {
    await addAccount(door.store, "tanaka");
    await door.store.transaction(async (tx) => {
      const user = await tx.users.find("tanaka");
      if (user) await tx.users.change(user, { misses: 500 });
    });
    await miss(1);
    door.clock.now += 60 * MINUTE;
    expect((await signIn("tanaka", PASSWORD)).statusCode).toBe(303);
  });

  it("counts guesses that come at once, too", async () => {
    await addAccount(door.store, "tanaka");
    const guesses = Array.from({ length: 12 }, (_, n) =>
      signIn("tanaka", n < 11 ? `guess ${n}` : PASSWORD, `198.51.100.${n}`),
    );
    const answers = await Promise.all(guesses);
    expect(answers.slice(0, 11).map(({ statusCode }) => statusCode)).toEqual(Array(11).fill(401));
    expect((await door.store.users.find("tanaka"))?.lockedUntil).toBeGreaterThan(door.clock.now);
  });

  it("is refused to an address from which many failed, and to that address alone", async () => {
    await addAccount(door.store, "tanaka");
    for (let n = 0; n < 20; n++) await signIn(`nobody${n}`, "x", "203.0.113.5");
    const refused = await signIn("tanaka", PASSWORD, "203.0.113.5");
    expect(refused.statusCode).toBe(429);
    expect(refused.body).toContain("失敗が続いています");
    expect((await signIn("tanaka", PASSWORD, "203.0.113.6")).statusCode).toBe(303);
  });

  it("is refused where the form comes from another site", async () => {
    await addAccount(door.store, "tanaka");
    const answer = await door.app.inject({
      method: "POST",
      url: "/desk/sign-in",
      headers: { origin: "https://elsewhere.example.com" },
      payload: { id: "tanaka", password: PASSWORD },
    });
    expect(answer.statusCode).toBe(403);
    expect(answer.headers["set-cookie"]).toBeUndefined();
  });
});

describe("signing out", () => {
  it("ends the session here and in the browser, and is noted", async () => {
    await addAccount(door.store, "tanaka");
    const cookie = cookieOf(await signIn("tanaka", PASSWORD));
    const { csrf } = (await door.app.inject({ url: "/desk/api/me", headers: { cookie } })).json();
    const out = (payload: string) =>
      door.app.inject({
        method: "POST",
        url: "/desk/sign-out",
        headers: { cookie, origin: ORIGIN, "content-type": "application/x-www-form-urlencoded" },
        payload,
      });
    expect((await out("")).statusCode).toBe(403);
    expect(await me(cookie)).toBe(200);
    const answer = await out(`csrf=${csrf}`);
    expect([answer.statusCode, answer.headers.location]).toEqual([303, "/desk/sign-in?out"]);
    expect(answer.headers["set-cookie"]).toMatch(/^tokeru-desk=; .*(Max-Age=0|Expires=Thu, 01 Jan 1970)/);
    expect(await me(cookie)).toBe(401);
    expect((await notedOf("tanaka")).at(-1)).toEqual(["signin.ended", {}]);
  });
});

describe("an account that changes", () => {
  it.each([
    ["is disabled", { do: "disable", id: "tanaka" }],
    ["gets another role", { do: "set_role", id: "tanaka", role: "lead" }],
  ] as const)("is signed out everywhere when it %s", async (_name, change) => {
    await addAccount(door.store, "tanaka");
    const cookies = [
      cookieOf(await signIn("tanaka", PASSWORD)),
      cookieOf(await signIn("tanaka", PASSWORD, "192.0.2.9")),
    ];
    const told: unknown[] = [];
    const stop = door.store.listen("desk.signed-out", (payload) => told.push(payload));
    await changeAccount(door.store, OPERATOR, change, door.clock.now);
    stop();
    expect(await Promise.all(cookies.map(me))).toEqual([401, 401]);
    expect(told).toEqual([{ user: "tanaka" }]);
  });

  it("may sign in again when it is enabled again", async () => {
    await addAccount(door.store, "tanaka");
    await changeAccount(door.store, OPERATOR, { do: "disable", id: "tanaka" }, door.clock.now);
    expect((await signIn("tanaka", PASSWORD)).statusCode).toBe(401);
    await changeAccount(door.store, OPERATOR, { do: "enable", id: "tanaka" }, door.clock.now);
    expect((await signIn("tanaka", PASSWORD)).statusCode).toBe(303);
  });
});

describe("the page", () => {
  const page = (headers: Record<string, string> = {}) => door.app.inject({ url: "/desk/sign-in", headers });

  it("says how to make the first account, as long as nobody can sign in", async () => {
    const answer = await page();
    expect(answer.statusCode).toBe(200);
    expect(answer.body).toContain("tokeru desk add-user");
    expect(answer.body).toContain("TOKERU_OIDC_ISSUER");
    expect(answer.body).not.toContain("<form");
    await addAccount(door.store, "tanaka");
    expect((await page()).body).toContain('action="/desk/sign-in"');
  });

  it("has the same strict headers as every page", async () => {
    const { headers } = await page();
    expect(headers["content-security-policy"]).toContain("default-src 'none'");
    expect(headers["content-security-policy"]).not.toContain("script-src");
    expect(headers["x-frame-options"]).toBe("DENY");
    expect(headers["cache-control"]).toBe("no-store");
  });

  it("leads whoever is signed in to the desk", async () => {
    await addAccount(door.store, "tanaka");
    const cookie = cookieOf(await signIn("tanaka", PASSWORD));
    expect((await page({ cookie })).headers.location).toBe("/desk");
  });
});
