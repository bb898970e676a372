import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isPassword } from "../../../src/desk/access/passwords.ts";
import { NOON } from "../../support/house.ts";
import { addAccount, type Door, PASSWORD, serveDoor } from "./desk.ts";
import { type SignedIn, signedInAs } from "./signed-in.ts";

const DAY = 86_400_000;
const OTHER = "another synthetic phrase";

let door: Door;

beforeEach(async () => {
  door = await serveDoor();
});
afterEach(() => door.close());

const get = (url: string, { headers }: SignedIn) => door.app.inject({ url, headers });

/** Sends a form of a page, as a browser does without a script. */
function post(url: string, { headers, csrf }: SignedIn, fields: Record<string, string>) {
  const { cookie, origin } = headers;
  return door.app.inject({
    method: "POST",
    url,
    headers: { cookie, origin, "content-type": "application/x-www-form-urlencoded" },
    payload: new URLSearchParams({ csrf, ...fields }).toString(),
  });
}

const entry = (at: number, actor: string, action: string, subject: string, detail: unknown = {}) =>
  door.store.transaction((tx) => tx.audit.add({ at, actor, action, subject, detail }));

describe("the page of the audit", () => {
  it("tells who did what, newest first, for one of them, and for a day in Japan", async () => {
    const auditor = await signedInAs(door.store, "auditor", { now: NOON });
    // 2026-11-21 and, a second after midnight in Japan, the next day.
    await entry(NOON, "agent", "conversation.opened", "conversation-1", { handoff: 7 });
    await entry(NOON + 12 * 3_600_000 + 1000, "agent", "handoff.taken", "conversation-2");
    await entry(NOON + DAY, "lead", "something.new", "conversation-1");
    const all = (await get("/desk/audit", auditor)).body;
    const order = ["something.new", "相談を受けた", "会話を開いた"].map((text) => all.indexOf(text));
    expect(order).toEqual(order.toSorted((one, other) => one - other));
    expect(order).not.toContain(-1);
    expect(all).toContain("2026-11-21 12:00:00");
    expect(all).toContain("handoff: 7");
    const about = (await get("/desk/audit?who=conversation-1", auditor)).body;
    expect(about).toContain("something.new");
    expect(about).not.toContain("相談を受けた");
    const byDay = (await get("/desk/audit?day=2026-11-22", auditor)).body;
    expect(byDay).toContain("相談を受けた");
    expect(byDay).not.toContain("会話を開いた");
    for (const odd of ["day=2026-02-31x", "day=yesterday", "before=x", "who=%3Cscript%3E"]) {
      const answer = await get(`/desk/audit?${odd}`, auditor);
      expect(answer.statusCode).toBe(200);
      expect(answer.body).not.toContain("<script>");
    }
  });

  it("turns its pages", async () => {
    const auditor = await signedInAs(door.store, "auditor", { now: NOON });
    for (let n = 0; n < 150; n++) await entry(NOON + n, "agent", `action-${n}.`, "c");
    const first = (await get("/desk/audit?who=c", auditor)).body;
    expect(first).toContain("action-50.");
    expect(first).not.toContain("action-49.");
    const [, older = ""] = /href="(\/desk\/audit\?who=c&amp;before=\d+)"/.exec(first) ?? [];
    const second = (await get(older.replaceAll("&amp;", "&"), auditor)).body;
    expect(second).toContain("action-49.");
    expect(second).toContain("action-0.");
    expect(second).not.toContain("before=");
  });

  it("is exported as CSV in which nothing is a formula, and that is noted", async () => {
    const auditor = await signedInAs(door.store, "auditor", { now: NOON });
    await entry(NOON, "=cmd|'/c calc'!A0", "conversation.opened", 'a"b', { n: 1 });
    const answer = await get("/desk/audit.csv", auditor);
    expect(answer.headers["content-disposition"]).toBe('attachment; filename="tokeru-audit.csv"');
    expect(answer.body.split("\r\n")).toEqual([
      "id,at,actor,action,subject,detail",
      `1,2026-11-21T03:00:00.000Z,'=cmd|'/c calc'!A0,conversation.opened,"a""b",n: 1`,
      "",
    ]);
    const [noted] = await door.store.audit.about("all", 1);
    expect(noted).toMatchObject({ actor: "auditor", action: "audit.exported" });
  });

  it("says kindly to others that it is not theirs", async () => {
    const agent = await signedInAs(door.store, "agent", { now: NOON });
    const answer = await get("/desk/audit", agent);
    expect([answer.statusCode, answer.headers["content-type"]]).toEqual([403, "text/html; charset=utf-8"]);
    expect(answer.body).toContain("権限がありません");
  });
});

describe("the page of accounts", () => {
  it("adds somebody who can then sign in, and shows everybody but their passwords", async () => {
    const admin = await signedInAs(door.store, "admin", { now: NOON });
    const fields = { do: "add", id: "sato", name: "架空 次郎", role: "agent", password: PASSWORD };
    expect((await post("/desk/users", admin, fields)).headers.location).toBe("/desk/users?done");
    const user = await door.store.users.find("sato");
    expect(await isPassword(PASSWORD, user?.password)).toBe(true);
    const page = (await get("/desk/users?done", admin)).body;
    expect(page).toContain("架空 次郎");
    expect(page).not.toContain("argon2");
    expect(page).not.toContain(PASSWORD);
    expect(await door.store.audit.about("sato", 1)).toMatchObject([{ actor: "admin", action: "user.add" }]);
  });

  it("changes a role, stops somebody and lets them in again; they are signed out at once", async () => {
    const admin = await signedInAs(door.store, "admin", { now: NOON });
    await addAccount(door.store, "sato");
    const change = (fields: Record<string, string>) => post("/desk/users", admin, { id: "sato", ...fields });
    const sato = await signedInAs(door.store, "agent", { id: "sato", now: NOON });
    expect((await get("/desk/api/me", sato)).statusCode).toBe(200);
    expect((await change({ do: "set_role", role: "lead" })).statusCode).toBe(303);
    expect((await get("/desk/api/me", sato)).statusCode).toBe(401);
    expect((await change({ do: "disable" })).statusCode).toBe(303);
    expect(await door.store.users.find("sato")).toMatchObject({ role: "lead", disabledAt: NOON });
    expect((await get("/desk/users", admin)).body).toContain("止めている");
    expect((await change({ do: "enable" })).statusCode).toBe(303);
    expect(await door.store.users.find("sato")).toMatchObject({ disabledAt: null });
  });

  it.each([
    ["oneself", { do: "disable", id: "admin" }, "自分自身"],
    ["nobody", { do: "disable", id: "nobody" }, "見つかりません"],
    ["somebody twice", { do: "add", id: "sato", name: "x", role: "agent", password: OTHER }, "もう使われて"],
    ["a weak password", { do: "add", id: "ito", name: "x", role: "agent", password: "short" }, "12文字以上"],
    ["a wrong role", { do: "set_role", id: "sato", role: "boss" }, "入力してください"],
    ["a hash that was made elsewhere", { do: "set_role", id: "oidc.x", role: "lead" }, "認証サービスで"],
    ["nothing that there is", { do: "drop", id: "sato" }, "入力してください"],
  ])("refuses %s, and says why", async (_name, fields, message) => {
    const admin = await signedInAs(door.store, "admin", { now: NOON });
    await addAccount(door.store, "sato");
    await door.store.transaction((tx) =>
      tx.users.add({ id: "oidc.x", name: "x", role: "agent", subject: "issuer x", now: NOON }),
    );
    const before = await door.store.users.all();
    const answer = await post("/desk/users", admin, fields);
    expect(answer.statusCode).toBe(422);
    expect(answer.body).toContain(message);
    expect(await door.store.users.all()).toEqual(before);
  });
});

describe("the page for one's own password", () => {
  const change = (who: SignedIn, old: string, password: string, again = password) =>
    post("/desk/password", who, { old, password, again });

  it("changes it, and ends all other sign-ins but this one", async () => {
    await addAccount(door.store, "sato");
    const [here, elsewhere] = [
      await signedInAs(door.store, "agent", { id: "sato", now: NOON }),
      await signedInAs(door.store, "agent", { id: "sato", now: NOON }),
    ];
    const answer = await change(here, PASSWORD, OTHER);
    expect([answer.statusCode, answer.headers.location]).toEqual([303, "/desk"]);
    expect((await get("/desk/api/me", elsewhere)).statusCode).toBe(401);
    const cookie = String(answer.headers["set-cookie"]).split(";")[0] ?? "";
    expect((await door.app.inject({ url: "/desk/api/me", headers: { cookie } })).statusCode).toBe(200);
    expect(await isPassword(OTHER, (await door.store.users.find("sato"))?.password)).toBe(true);
  });

  it.each([
    ["the old one is wrong", "wrong", OTHER, OTHER, "今のパスワードが違う"],
    ["the two are not the same", PASSWORD, OTHER, `${OTHER}!`, "同じではありません"],
    ["it is weak", PASSWORD, "short", "short", "12文字以上"],
  ])("refuses it where %s", async (_name, old, password, again, message) => {
    await addAccount(door.store, "sato");
    const sato = await signedInAs(door.store, "agent", { id: "sato", now: NOON });
    const answer = await change(sato, old, password, again);
    expect(answer.statusCode).toBe(422);
    expect(answer.body).toContain(message);
    expect(await isPassword(PASSWORD, (await door.store.users.find("sato"))?.password)).toBe(true);
  });

  it("is none for whoever signs in elsewhere, and locks nobody", async () => {
    await door.store.transaction((tx) =>
      tx.users.add({ id: "oidc.x", name: "x", role: "agent", subject: "issuer x", now: NOON }),
    );
    const someone = await signedInAs(door.store, "agent", { id: "oidc.x", now: NOON });
    for (const answer of [await get("/desk/password", someone), await change(someone, "x", OTHER)]) {
      expect(answer.body).toContain("認証サービスで変えて");
      expect(answer.body).not.toContain("<input id=");
    }
    expect(await door.store.users.find("oidc.x")).toMatchObject({ password: null, misses: 0 });
  });
});
