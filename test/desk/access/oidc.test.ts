import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { changeAccount, OPERATOR } from "../../../src/desk/access/accounts.ts";
import { CALLBACK_PATH, type OidcSettings } from "../../../src/desk/access/oidc.ts";
import { chromiumMissing, launchChromium } from "../../support/browser.ts";
import { addAccount, type Door, serveDoor } from "./desk.ts";
import { CLIENT, freePort, listening, startProvider, type TestProvider } from "./provider.ts";

const ROLES: OidcSettings["roles"] = [
  { claim: "groups", value: "desk-leads", role: "lead" },
  { claim: "groups", value: "desk-agents", role: "agent" },
];

let browser: Browser;
let context: BrowserContext;
let page: Page;
let provider: TestProvider;
let door: Door;
let url: string;

if (chromiumMissing) console.warn(`Signing in elsewhere is NOT tested: ${chromiumMissing}`);

beforeAll(async () => {
  if (!chromiumMissing) browser = await launchChromium();
});
afterAll(() => browser?.close());

beforeEach(async () => {
  if (chromiumMissing) return;
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  provider = await startProvider(url + CALLBACK_PATH);
  await open({ ...CLIENT, issuer: provider.issuer, scope: "openid profile groups", roles: ROLES });
  context = await browser.newContext();
  page = await context.newPage();
  page.setDefaultTimeout(60_000);
});
afterEach(async () => {
  await context?.close();
  await door?.close();
  await provider?.stop();
});

async function open(oidc: OidcSettings): Promise<void> {
  door = await serveDoor({ publicUrl: url, oidc, now: Date.now });
  await door.app.listen({ host: "127.0.0.1", port: Number(new URL(url).port) });
}

/** From the desk's page to the provider, and back by its forms. */
async function signIn(name: string, at = page): Promise<void> {
  await at.goto(`${url}/desk`);
  await at.getByRole("link", { name: "職員アカウントでサインインする" }).click();
  await at.locator("input[name=login]").fill(name);
  await at.locator("input[name=password]").fill("anything");
  await at.locator("button[type=submit]").click();
  const consent = at.locator("form[action*=interaction] button[type=submit]");
  await at.waitForURL((now) => now.href.startsWith(url) || now.pathname.startsWith("/interaction"));
  await Promise.race([
    at.waitForURL((now) => now.origin === url && now.pathname.startsWith("/desk")),
    consent.click().then(() => at.waitForURL((now) => now.origin === url)),
  ]);
}

/** Walks up to the way back, and stops there: the address that the provider has sent the browser to. */
async function wayBack(name: string): Promise<string> {
  const { stopped } = door;
  stopped.path = CALLBACK_PATH;
  await signIn(name);
  stopped.path = undefined;
  return url + (stopped.urls.at(-1) ?? "");
}

const me = async (at = page) => {
  const answer = await at.request.get(`${url}/desk/api/me`);
  return answer.ok() ? (await answer.json()).user : answer.status();
};

const noted = async () =>
  (await door.store.audit.search({ from: 0, to: Number.MAX_SAFE_INTEGER, limit: 99 }))
    .toReversed()
    .map(({ action, detail }) => [action, detail]);

describe.skipIf(chromiumMissing)("signing in at a provider", () => {
  it("makes an account for whoever comes for the first time with a role, and lets them in", async () => {
    provider.groups.set("hanako", ["something", "desk-leads", "desk-agents"]);
    await signIn("hanako");
    expect(page.url()).toBe(`${url}/desk`);
    expect(await page.textContent("h1")).toBe("inside");
    const user = await me();
    expect(user).toMatchObject({ name: "架空 hanako", role: "lead" });
    expect(user.id).toMatch(/^oidc\.[\w-]{16}$/);
    expect(await door.store.users.all()).toMatchObject([
      { id: user.id, password: null, subject: `${provider.issuer} hanako` },
    ]);
    expect(await noted()).toEqual([
      ["user.add", { role: "lead" }],
      ["signin.done", { by: "oidc" }],
    ]);
    const cookies = await context.cookies(url);
    expect(cookies.map(({ name, httpOnly, sameSite }) => ({ name, httpOnly, sameSite }))).toContainEqual({
      name: "tokeru-desk",
      httpOnly: true,
      sameSite: "Lax",
    });
    expect(cookies.map(({ name }) => name)).not.toContain("tokeru-desk-start");
  });

  it("gives the role that the provider says today, and ends what was open with another", async () => {
    provider.groups.set("hanako", ["desk-leads"]);
    await signIn("hanako");
    provider.groups.set("hanako", ["desk-agents"]);
    const other = await browser.newContext();
    const elsewhere = await other.newPage();
    elsewhere.setDefaultTimeout(60_000);
    await signIn("hanako", elsewhere);
    expect(await me(elsewhere)).toMatchObject({ role: "agent" });
    expect(await me()).toBe(401);
    expect(await door.store.users.all()).toHaveLength(1);
    await other.close();
  });

  it("refuses kindly whoever has no role, and makes no account", async () => {
    await signIn("tourist");
    expect(await page.textContent("[role=alert]")).toContain("役割がありません");
    expect(await me()).toBe(401);
    expect(await door.store.users.all()).toEqual([]);
    expect(await noted()).toEqual([["signin.failed", { why: "no_role" }]]);
  });

  it("refuses whoever has lost the role, and ends their sessions", async () => {
    provider.groups.set("hanako", ["desk-agents"]);
    await signIn("hanako");
    provider.groups.set("hanako", []);
    const other = await browser.newContext();
    const elsewhere = await other.newPage();
    elsewhere.setDefaultTimeout(60_000);
    await signIn("hanako", elsewhere);
    expect(await me(elsewhere)).toBe(401);
    expect(await me()).toBe(401);
    await other.close();
  });

  it("refuses whoever was disabled here", async () => {
    provider.groups.set("hanako", ["desk-agents"]);
    await signIn("hanako");
    const { id } = await me();
    await changeAccount(door.store, OPERATOR, { do: "disable", id }, Date.now());
    expect(await me()).toBe(401);
    await context.clearCookies();
    await signIn("hanako");
    expect(await page.textContent("[role=alert]")).toContain("使えなくなっています");
    expect(await me()).toBe(401);
  });
});

describe.skipIf(chromiumMissing)("what comes back", () => {
  it("counts with the right state alone", async () => {
    provider.groups.set("hanako", ["desk-agents"]);
    const back = new URL(await wayBack("hanako"));
    back.searchParams.set("state", "A".repeat(43));
    const answer = await page.goto(back.href);
    expect(answer?.status()).toBe(400);
    expect(await page.textContent("[role=alert]")).toContain("終えられませんでした");
    expect(await me()).toBe(401);
    expect(await door.store.users.all()).toEqual([]);
  });

  it("counts in the browser that was sent alone: nobody can be signed in with somebody else's", async () => {
    provider.groups.set("hanako", ["desk-agents"]);
    const back = await wayBack("hanako");
    const other = await browser.newContext();
    const victim = await other.newPage();
    expect((await victim.goto(back))?.status()).toBe(400);
    await victim.goto(`${url}/desk/sign-in`);
    // Also where they have begun to sign in themselves.
    await victim.getByRole("link", { name: "職員アカウントでサインインする" }).click();
    await victim.waitForURL((now) => now.origin === provider.issuer);
    expect((await victim.goto(back))?.status()).toBe(400);
    expect(await me(victim)).toBe(401);
    await other.close();
  });

  it("counts once: neither the way back nor its code works again", async () => {
    provider.groups.set("hanako", ["desk-agents"]);
    const back = await wayBack("hanako");
    const [start] = (await context.cookies(url)).filter(({ name }) => name === "tokeru-desk-start");
    if (!start) throw new Error("no cookie for the way back");
    expect((await page.goto(back))?.status()).toBe(200);
    expect(page.url()).toBe(`${url}/desk`);
    await context.clearCookies({ name: "tokeru-desk" });
    expect((await page.goto(back))?.status()).toBe(400);
    // Whoever has kept the cookie too is refused by the provider.
    await context.addCookies([start]);
    expect((await page.goto(back))?.status()).toBe(400);
    expect(await me()).toBe(401);
  });

  it("counts nothing where somebody has changed their mind there", async () => {
    await page.goto(`${url}/desk/sign-in`);
    await page.getByRole("link", { name: "職員アカウントでサインインする" }).click();
    await page.getByRole("link", { name: /cancel/i }).click();
    await page.waitForURL((now) => now.origin === url);
    expect(await page.textContent("[role=alert]")).toContain("終えられませんでした");
  });
});

describe.skipIf(chromiumMissing)("a provider that is not there", () => {
  it("is told before anybody is sent there; those with an account here still sign in", async () => {
    await addAccount(door.store, "tanaka");
    await provider.stop();
    const answer = await page.goto(`${url}/desk/oidc/start`);
    expect(answer?.status()).toBe(503);
    expect(await page.textContent("[role=alert]")).toContain("つながりません");
    await page.getByLabel("ID").fill("tanaka");
    await page.getByLabel("パスワード").fill("synthetic passphrase 1");
    await page.getByRole("button", { name: "サインインする" }).click();
    await page.waitForURL(`${url}/desk`);
    expect(await me()).toMatchObject({ id: "tanaka" });
  });

  it("is told on the way back, too", async () => {
    provider.groups.set("hanako", ["desk-agents"]);
    const back = await wayBack("hanako");
    await provider.stop();
    expect((await page.goto(back))?.status()).toBe(503);
    expect(await page.textContent("[role=alert]")).toContain("つながりません");
    expect(await me()).toBe(401);
  });

  it("is none where it calls itself otherwise, and keeps nobody waiting where it says nothing", async () => {
    const [liar, silent] = await Promise.all([
      listening((_request, response) => {
        response.setHeader("content-type", "application/json");
        response.end(JSON.stringify({ issuer: "https://other.example.jp" }));
      }),
      listening(() => {}),
    ]);
    for (const { url: issuer } of [liar, silent]) {
      await door.close();
      await open({ ...CLIENT, issuer, scope: "openid", roles: ROLES });
      expect((await page.goto(`${url}/desk/oidc/start`))?.status()).toBe(503);
    }
    for (const { server } of [liar, silent]) {
      server.closeAllConnections();
      server.close();
    }
    expect(door.logs.join("\n")).not.toContain(CLIENT.clientSecret);
  });
});
