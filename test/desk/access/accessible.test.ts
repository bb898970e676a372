import axe from "axe-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chromiumMissing, launchChromium } from "../../support/browser.ts";
import { addAccount, type Door, PASSWORD, serveDoor } from "./desk.ts";
import { freePort } from "./provider.ts";

const skipped = chromiumMissing ? ` (SKIPPED: ${chromiumMissing})` : "";

let door: Door;
let browser: Browser;
let url: string;

beforeAll(async () => {
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  const oidc = { issuer: "http://127.0.0.1:9", clientId: "x", scope: "openid", roles: [] };
  door = await serveDoor({ publicUrl: url, now: Date.now, oidc });
  await door.app.listen({ host: "127.0.0.1", port });
  if (!chromiumMissing) browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  await door.close();
});

/** A page of a browser that runs no script of ours, since there is none. */
async function open(width: number, colorScheme: "light" | "dark"): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width, height: 800 },
    colorScheme,
    bypassCSP: true,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  return page;
}

/** Whoever cannot see, cannot use a mouse or has a small screen gets all of it. */
async function holds(page: Page, what: string): Promise<void> {
  await page.evaluate(axe.source);
  const found = await page.evaluate(async () => {
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    const window = globalThis as unknown as {
      axe: typeof axe;
      innerWidth: number;
      document: { documentElement: { scrollWidth: number } };
    };
    const { violations } = await window.axe.run({ runOnly: { type: "tag", values: tags } });
    const isTooWide = window.document.documentElement.scrollWidth > window.innerWidth;
    return [...violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`), ...(isTooWide ? ["wide"] : [])];
  });
  expect(found, what).toEqual([]);
}

async function fillIn(page: Page, password: string): Promise<void> {
  await page.getByLabel("ID").fill("tanaka");
  await page.getByLabel("パスワード").fill(password);
  await Promise.all([page.waitForEvent("load"), page.keyboard.press("Enter")]);
}

describe.skipIf(chromiumMissing)(`the desk's own pages${skipped}`, () => {
  it("say accessibly that nobody can sign in yet", async () => {
    const other = await serveDoor();
    await other.app.listen({ host: "127.0.0.1", port: 0 });
    const page = await open(390, "light");
    await page.goto(`${other.app.listeningOrigin}/desk`);
    expect(await page.textContent("h1")).toBe("まだだれもサインインできません");
    await holds(page, "nobody yet");
    await page.context().close();
    await other.close();
  });

  it.each([
    [390, "dark"],
    [1280, "light"],
  ] as const)("are accessible at %i px, %s, and work by keyboard", async (width, scheme) => {
    await door.store.transaction((tx) =>
      tx.audit.add({ at: 0, actor: "x", action: "y", subject: "z", detail: {} }),
    );
    if (!(await door.store.users.find("tanaka"))) await addAccount(door.store, "tanaka", "admin");
    const page = await open(width, scheme);
    await page.goto(`${url}/desk`);
    expect(page.url()).toBe(`${url}/desk/sign-in`);
    await holds(page, "signing in");
    await fillIn(page, "wrong");
    expect(await page.title()).toMatch(/^サインインできませんでした/);
    expect(await page.evaluate("document.activeElement.getAttribute('role')")).toBe("alert");
    await holds(page, "not signed in");
    await fillIn(page, PASSWORD);
    expect(page.url()).toBe(`${url}/desk/users`);
    for (const path of ["/desk/audit", "/desk/users", "/desk/password"]) {
      await page.goto(url + path);
      await holds(page, path);
    }
    await page.getByRole("button", { name: "サインアウト" }).click();
    await page.waitForURL(`${url}/desk/sign-in?out`);
    expect(await page.textContent("[role=status]")).toContain("サインアウトしました");
    await page.context().close();
  });
});
