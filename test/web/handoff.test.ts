import axe from "axe-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { rowIdOf } from "../../src/channels/web/identity.ts";
import type { Settings } from "../../src/channels/settings.ts";
import { chromiumMissing, launchChromium } from "../support/browser.ts";
import { type Agent, agentOf, CLOSED_HOURS, deskOf, NOTHING_SET, OPEN_HOURS } from "../support/desk.ts";
import { house } from "../support/house.ts";
import { type ChatServer, Resident, serveChat, visit } from "./chat.ts";

const CITY = "asagiri";
const skipped = chromiumMissing ? ` (SKIPPED: ${chromiumMissing})` : "";
const HUMAN = "人に相談する";
const TALKING = "担当者と話しています";
const WAITING = "担当者に取り次いでいます";

describe.skipIf(chromiumMissing)(`a person in the widget${skipped}`, { timeout: 180_000 }, () => {
  let clock = OPEN_HOURS;
  let set: Settings = NOTHING_SET;
  let server: ChatServer;
  let browser: Browser;
  let agent: Agent;
  const now = (): number => clock;
  const desk = deskOf(now);

  beforeAll(async () => {
    const around = {
      desk,
      now,
      settings: () => set,
      worldOf: (city: string) => ({ ...house.worldOf(city), now: clock }),
    };
    server = await serveChat([], around);
    agent = agentOf({ ...around, store: server.store, say: house.say, city: CITY, cities: [CITY] });
    browser = await launchChromium();
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await server.close();
  });
  beforeEach(() => {
    clock = OPEN_HOURS;
    set = NOTHING_SET;
  });

  async function chat(
    tell: (resident: Resident, row: () => Promise<string>) => Promise<void>,
    { lang = "ja", options = {} }: { lang?: "ja" | "ja-simple" | "en"; options?: object } = {},
  ): Promise<void> {
    const screen = { viewport: { width: 390, height: 800 }, hasTouch: true };
    await visit(browser, { ...screen, ...options }, async (page) => {
      const resident = new Resident(page, lang, CITY);
      await page.goto(`${server.base}/chat?lang=${lang}&city=${CITY}`);
      await resident.arrive();
      await tell(resident, () => rowOf(page));
      expect(resident.complaints).toEqual([]);
    });
  }

  /** The conversation that this tab keeps the key of. */
  async function rowOf(page: Page): Promise<string> {
    const token = await page.evaluate(() => {
      const key = Object.keys(sessionStorage).find((one) => one.endsWith(" token")) ?? "";
      return JSON.parse(sessionStorage.getItem(key) ?? '""') as string;
    });
    return rowIdOf(token);
  }

  /** Everything that is said aloud from now on. */
  async function listening(page: Page): Promise<() => Promise<readonly string[]>> {
    await page.evaluate(() => {
      const region = document.querySelector("tokeru-chat")?.shadowRoot?.querySelector("#said");
      const heard: string[] = [];
      Object.assign(globalThis, { heard });
      const look = new MutationObserver((changes) => {
        for (const { addedNodes } of changes)
          for (const node of addedNodes) heard.push(node.textContent ?? "");
      });
      if (region) look.observe(region, { childList: true });
    });
    return () => page.evaluate(() => (globalThis as unknown as { heard: string[] }).heard);
  }

  async function asked(resident: Resident, row: () => Promise<string>): Promise<string> {
    await resident.button(HUMAN).click();
    await resident.page.locator(".talk h3", { hasText: WAITING }).waitFor();
    return row();
  }

  async function taken(resident: Resident, row: () => Promise<string>): Promise<string> {
    const id = await asked(resident, row);
    await agent.take(id);
    await resident.page.locator("#question", { hasText: TALKING }).waitFor();
    return id;
  }

  async function write(page: Page, text: string): Promise<void> {
    await page.fill("#text", text);
    await page.press("#text", "Enter");
  }

  const thread = (page: Page) => page.locator(".thread .words").allInnerTexts();

  it("is asked for by the button that is always there, waited for, and taken back", async () => {
    await chat(async (resident, row) => {
      const { page } = resident;
      const id = await asked(resident, row);
      expect(await page.locator("#news").innerText()).toContain("0120-95-0178");
      expect(await page.locator("#news").innerText()).toContain("0000-12-3456");
      await resident.choose("locked");
      expect(await page.locator(".talk").innerText()).toContain("順番にお答えします");
      await page.reload();
      await page.locator(".talk h3", { hasText: WAITING }).waitFor();
      await resident.button("取り次ぎをやめる").click();
      await page.locator(".talk").waitFor({ state: "detached" });
      expect(await server.store.handoffs.open(id)).toBeUndefined();
      await resident.choose("digits4");
    });
  });

  it("says outside the hours when somebody is there, that the request is left, and whom to call", async () => {
    clock = CLOSED_HOURS;
    await chat(async (resident, row) => {
      const { page } = resident;
      await resident.button(HUMAN).click();
      await page.locator(".talk h3", { hasText: "ご相談をお預かりしています" }).waitFor();
      const words = await page.locator(".body").innerText();
      for (const one of ["11月24日（火）8:30", "8:30〜17:15", "0000-12-3456", "0120-95-0178"]) {
        expect(words).toContain(one);
      }
      expect(await server.store.handoffs.open(await row())).toMatchObject({ afterHours: true });
    });
  });

  it("talks: both see at once what the other writes, and the assistant is gone", async () => {
    await chat(async (resident, row) => {
      const { page } = resident;
      await resident.choose("locked");
      const heard = await (async () => {
        const id = await taken(resident, row);
        const hear = await listening(page);
        expect(await page.locator(".choice").count()).toBe(0);
        expect(await page.locator(".foot .person").count()).toBe(0);
        await write(page, "いつ行けばいいですか");
        await expect.poll(() => thread(page)).toEqual(["いつ行けばいいですか"]);
        expect(await agent.reads(id)).toEqual(["いつ行けばいいですか"]);
        await agent.note(id, "ないしょ");
        await agent.say(id, "平日の8時45分から17時15分です");
        await expect.poll(() => thread(page)).toHaveLength(2);
        await agent.say(id, "お待ちしています");
        await expect.poll(() => thread(page)).toHaveLength(3);
        expect(await page.content()).not.toContain("ないしょ");
        return hear();
      })();
      const said = heard.filter((one) => one.includes("お待ちしています"));
      expect(said).toEqual(["担当者: お待ちしています"]);
      expect(heard.filter((one) => one.includes("平日の8時45分"))).toHaveLength(1);
      expect(heard.join()).not.toContain("別の画面で答えが変わりました");
    });
  });

  it("keeps what somebody is writing when the person comes", async () => {
    await chat(async (resident, row) => {
      const id = await asked(resident, row);
      await resident.page.fill("#text", "書きかけ");
      await agent.take(id);
      await resident.page.locator("#question", { hasText: TALKING }).waitFor();
      expect(await resident.page.inputValue("#text")).toBe("書きかけ");
      expect(await resident.focus()).toBe("text");
    });
  });

  it("loses and doubles nothing while the line is cut, and says what is not sent yet", async () => {
    await chat(async (resident, row) => {
      const { page } = resident;
      const id = await taken(resident, row);
      await server.stop();
      try {
        await write(page, "届きますか");
        await page.locator(".thread", { hasText: "まだ送れていません" }).waitFor();
      } finally {
        await server.start();
      }
      await expect.poll(() => agent.reads(id), { timeout: 60_000 }).toEqual(["届きますか"]);
      await page.locator(".thread time").waitFor();
      expect(await thread(page)).toEqual(["届きますか"]);
      resident.complaints.length = 0;
    });
  });

  it("masks a PIN before it leaves the page, and warns", async () => {
    await chat(async (resident, row) => {
      const { page } = resident;
      const id = await taken(resident, row);
      await write(page, "暗証番号は4711です");
      await page.locator("#news .notice", { hasText: "暗証番号" }).first().waitFor();
      expect(resident.sent.some(({ body }) => body.includes("4711"))).toBe(false);
      expect((await agent.reads(id)).join()).not.toContain("4711");
      expect(await page.locator(".body").innerText()).not.toContain("4711");
    });
  });

  it("is there again after a reload, and left only when asked twice", async () => {
    await chat(async (resident, row) => {
      const { page } = resident;
      const id = await taken(resident, row);
      await agent.say(id, "こんにちは");
      await expect.poll(() => thread(page)).toEqual(["こんにちは"]);
      await page.reload();
      await page.locator("#question", { hasText: TALKING }).waitFor();
      expect(await thread(page)).toEqual(["こんにちは"]);
      await page.locator("#leave").click();
      expect(await resident.focus()).toBe("sure");
      await resident.button("いいえ、話を続ける").click();
      expect(await resident.focus()).toBe("leave");
      await page.locator("#leave").click();
      await resident.button("はい、終わりにする").click();
      await resident.arrive();
      expect(await server.store.handoffs.open(id)).toBeUndefined();
      await page.locator(".talk summary").click();
      expect(await thread(page)).toEqual(["こんにちは"]);
    });
  });

  it("is over when the agent ends it: the question is back, and what was written can be read", async () => {
    await chat(async (resident, row) => {
      const { page } = resident;
      const id = await taken(resident, row);
      await agent.say(id, "火曜日に来てください");
      const hear = await listening(page);
      await agent.end(id);
      await resident.arrive();
      expect(await hear()).toContain("担当者との話は終わりました");
      await page.locator(".talk summary").click();
      expect(await thread(page)).toEqual(["火曜日に来てください"]);
      await resident.choose("locked");
    });
  });

  it("brings nothing of it to those who ask for nobody", async () => {
    await chat(async (resident) => {
      await resident.choose("locked");
      expect(resident.sent.some(({ url }) => url.includes("tokeru-person"))).toBe(false);
    });
  });

  it("shows at the top what everybody is to know, once", async () => {
    set = { notice: { ja: "本日は休止中です。", "ja-simple": "やすみです。", en: "Closed." }, off: {} };
    await chat(async (resident) => {
      const { page } = resident;
      await page.locator(".notice", { hasText: "本日は休止中です。" }).waitFor();
      await resident.choose("locked");
      expect((await page.locator(".body").innerText()).split("本日は休止中です。")).toHaveLength(2);
    });
  });

  it.each([
    ["ja", "light"],
    ["ja-simple", "dark"],
    ["en", "light"],
  ] as const)("is accessible in every state, in %s, %s", async (lang, colorScheme) => {
    await chat(
      async (resident, row) => {
        const { page } = resident;
        await page.evaluate(axe.source);
        await resident.button(resident.say("ui.human")).click();
        await page.locator(".talk h3").waitFor();
        await holds(page, "waiting");
        const id = await row();
        await agent.take(id);
        await page.locator(".talk #question").waitFor();
        await holds(page, "nothing said yet");
        await write(page, lang === "en" ? "When can I come?" : "いつ行けますか");
        await agent.say(id, "平日の8:45からです。\n電話は 0000-12-3456 です。");
        await expect.poll(() => thread(page)).toHaveLength(2);
        await holds(page, "talking");
        await page.locator("#leave").click();
        await holds(page, "leaving");
        await agent.end(id);
        await page.locator(".talk summary").click();
        await holds(page, "over");
      },
      { lang, options: { bypassCSP: true, colorScheme } },
    );
  });

  it("is accessible on the page without a script too", async () => {
    await visit(browser, { bypassCSP: true, viewport: { width: 390, height: 800 } }, async (page) => {
      await page.goto(`${server.base}/person?lang=ja&city=${CITY}`);
      await page.evaluate(axe.source);
      await holds(page, "asking");
      await page.locator("form[action='/person'] button").click();
      await page.evaluate(axe.source);
      await holds(page, "waiting");
      const cookies = await page.context().cookies();
      const id = rowIdOf(cookies.find(({ name }) => name === "tokeru")?.value ?? "");
      await agent.take(id);
      await page.getByText("新しい返事が届いているか見る", { exact: true }).click();
      await page.fill("textarea", "何時までですか");
      await page.locator("form[action='/person/words'] button").click();
      await agent.say(id, "17時15分までです");
      await page.getByText("新しい返事が届いているか見る", { exact: true }).click();
      expect(await page.locator(".thread li").count()).toBe(2);
      await page.evaluate(axe.source);
      await holds(page, "talking");
      await agent.end(id);
      await page.goto(`${server.base}/person`);
      await page.evaluate(axe.source);
      await holds(page, "over");
    });
  });
});

type Axe = typeof axe;

/** No violation, and nothing that has to be scrolled sideways. */
async function holds(page: Page, where: string): Promise<void> {
  const violations = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: Axe };
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    const found = await axe.run(document, { runOnly: tags });
    return found.violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
  });
  expect({ where, violations }).toEqual({ where, violations: [] });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  expect({ where, wide }).toEqual({ where, wide: false });
}
