import axe from "axe-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LANGS } from "../../src/language/index.ts";
import { chromiumMissing, launchChromium } from "../support/browser.ts";
import { STORIES } from "../support/stories.ts";
import { type ChatServer, Resident, serveChat, visit } from "./chat.ts";

/** An answer, a slip with marks, and what is unknown: as much on a screen as there can be. */
const LONG = ["reset_fails", "digits4", "pocketsign", "mine", "yes", "no"] as const;
const skipped = chromiumMissing ? ` (SKIPPED: ${chromiumMissing})` : "";

describe.skipIf(chromiumMissing)(`the widget for everybody${skipped}`, { timeout: 180_000 }, () => {
  let server: ChatServer;
  let browser: Browser;
  beforeAll(async () => {
    server = await serveChat();
    browser = await launchChromium();
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  it.each(LANGS)("is accessible on every kind of screen, in %s", async (lang) => {
    await visit(browser, { bypassCSP: true }, async (page) => {
      const resident = new Resident(page, lang, "asagiri");
      await page.goto(`${server.base}/chat?lang=${lang}&city=asagiri`);
      await page.evaluate(axe.source);
      await resident.arrive();
      await resident.button(resident.say("widget.settings")).click();
      await holdsEverywhere(page, "first question, settings");
      await resident.choose(...LONG.slice(0, 1));
      await page.locator("summary").click();
      await page.locator("svg").waitFor();
      await resident.button(resident.say("ui.human")).click();
      await page.locator("#news .notice").waitFor();
      await resident.button(resident.say("ui.restart")).click();
      await holdsEverywhere(page, "question with help, person, starting again");
      await resident.button(resident.say("widget.restart_no")).click();
      await resident.button(resident.say("ui.card")).click();
      await page.locator(".code").waitFor();
      await page.fill("#text", "暗証番号は4711です");
      await resident.button(resident.say("widget.send")).click();
      await page.locator(".wrote").waitFor();
      await holdsEverywhere(page, "own words");
      await resident.choose(...LONG.slice(1));
      await holdsEverywhere(page, "outcome");
      await page.locator("#slip-way").click();
      await holdsEverywhere(page, "slip");
    });
  });

  it.each(["light", "dark"] as const)(
    "is accessible beside and over a city's page, %s",
    async (colorScheme) => {
      await visit(
        browser,
        { bypassCSP: true, colorScheme, viewport: { width: 1280, height: 800 } },
        async (page) => {
          const resident = new Resident(page, "ja", "asagiri");
          await page.goto(`${server.base}/demo`);
          await page.evaluate(axe.source);
          expect(await violations(page, "tokeru-chat")).toEqual([]);
          await page.locator("#launcher").click();
          await resident.arrive();
          expect(await violations(page, "tokeru-chat")).toEqual([]);
          await page.keyboard.press("Escape");
          await page.setViewportSize({ width: 320, height: 640 });
          await page.locator("#launcher").click();
          await resident.arrive();
          expect(await violations(page, "tokeru-chat")).toEqual([]);
        },
      );
    },
  );

  it("leads by keyboard alone from the closed button to the slip, and the focus is never lost", async () => {
    await visit(browser, { viewport: { width: 1280, height: 800 } }, async (page) => {
      const resident = new Resident(page, "ja", "asagiri");
      await page.goto(`${server.base}/demo`);
      await tabTo(page, (focus) => focus === "launcher", resident);
      await page.keyboard.press("Enter");
      expect(await resident.focus()).toBe("title");
      await resident.arrive();
      expect(await resident.focus()).toBe("title");
      for (const value of STORIES[0]?.taps ?? []) {
        const label = resident.say(`option.${resident.node}.${value}`);
        const asked = resident.node;
        await tabTo(page, (focus) => focus === label, resident);
        await page.keyboard.press("Enter");
        expect(await resident.focus()).toBe(`answer-${asked}`);
        resident.follow(value);
        await resident.arrive();
        expect(await resident.focus()).toBe(`answer-${asked}`);
      }
      await tabTo(page, (focus) => focus === "slip-way", resident);
      await page.keyboard.press("Space");
      expect(await resident.focus()).toBe("slip-title");
      await page.keyboard.press("Escape");
      expect(await resident.focus()).toBe("launcher");
      expect(await page.locator("#launcher").getAttribute("aria-expanded")).toBe("false");
    });
  });

  it("keeps the focus in the panel where it covers a phone's screen", async () => {
    await visit(browser, { viewport: { width: 320, height: 640 } }, async (page) => {
      const resident = new Resident(page, "ja", "asagiri");
      await page.goto(`${server.base}/demo`);
      await page.locator("#launcher").click();
      await resident.arrive();
      for (let presses = 0; presses < 40; presses++) {
        await page.keyboard.press("Tab");
        expect(await page.evaluate(() => document.activeElement?.tagName)).toMatch(/^(TOKERU-CHAT|BODY)$/);
      }
      await page.keyboard.press("Escape");
      expect(await resident.focus()).toBe("launcher");
    });
  });

  it("fits itself in when the window is turned or enlarged, and keeps the focus", async () => {
    await visit(browser, { viewport: { width: 1280, height: 800 } }, async (page) => {
      const resident = new Resident(page, "ja", "asagiri");
      await page.goto(`${server.base}/demo`);
      await page.locator("#launcher").click();
      await resident.arrive();
      await page.locator("#text").focus();
      for (const [width, isModal] of [
        [320, true],
        [1280, false],
      ] as const) {
        await page.setViewportSize({ width, height: 640 });
        await page.locator(isModal ? "dialog:modal" : "dialog[open]:not(:modal)").waitFor();
        expect(await resident.focus()).toBe("text");
      }
    });
  });

  it("shows the next question after a choice, also on a phone held sideways and much enlarged", async () => {
    for (const viewport of [
      { width: 360, height: 740 },
      { width: 740, height: 360 },
      { width: 320, height: 256 },
    ]) {
      await visit(browser, { viewport }, async (page) => {
        const resident = new Resident(page, "ja", "asagiri");
        await page.goto(`${server.base}/demo`);
        await page.locator("#launcher").click();
        await resident.arrive();
        for (const value of LONG.slice(0, 3)) {
          await resident.choose(value);
          await page.waitForFunction(() => {
            const root = document.querySelector("tokeru-chat")?.shadowRoot;
            const { top = -1 } = root?.querySelector("#question")?.getBoundingClientRect() ?? {};
            return top >= 0 && top < innerHeight;
          });
        }
      });
    }
  });

  it("does not move the focus when something arrives from elsewhere", async () => {
    await visit(browser, {}, async (page) => {
      const resident = new Resident(page, "ja");
      await page.goto(`${server.base}/chat?lang=ja`);
      await resident.arrive();
      await resident.choose("locked");
      await page.locator("#text").focus();
      await fromElsewhere(page, { command: "back" });
      resident.back();
      await resident.arrive();
      expect(await resident.focus()).toBe("text");
    });
  });

  it("says every reply once and in order, and the same reply again", async () => {
    await visit(browser, {}, async (page) => {
      const resident = new Resident(page, "ja");
      await page.goto(`${server.base}/chat?lang=ja`);
      const said = await listen(page);
      await resident.arrive();
      await resident.choose("locked");
      const question = resident.say("question.screen");
      const sorry = resident.say("error.text_not_understood");
      for (let times = 1; times <= 2; times++) {
        await page.fill("#text", "？？？");
        await resident.button(resident.say("widget.send")).click();
        // The question stands again below it, and is the last to be said.
        await page.waitForFunction(
          ([one, last, count]) => {
            const { said } = window as unknown as { said: string[] };
            return said.filter((words) => words === one).length === count && said.at(-1) === last;
          },
          [sorry, question, times] as const,
        );
      }
      expect((await said()).slice(-5)).toEqual([question, sorry, question, sorry, question]);
      // Nobody who reads on finds it twice.
      await page.waitForFunction(
        () =>
          document.querySelector("tokeru-chat")?.shadowRoot?.querySelector("#said")?.children.length === 0,
      );
    });
  });

  it("shows the live region to assistive technology as polite, and the question as a named group", async () => {
    await visit(browser, {}, async (page) => {
      const resident = new Resident(page, "en");
      await page.goto(`${server.base}/chat?lang=en`);
      await resident.arrive();
      await resident.choose("locked");
      const client = await page.context().newCDPSession(page);
      const { nodes } = await client.send("Accessibility.getFullAXTree");
      const log = nodes.find(({ role }) => role?.value === "log");
      expect(log?.properties?.find(({ name }) => name === "live")?.value.value).toBe("polite");
      const group = nodes.find(
        ({ role, name }) => role?.value === "group" && String(name?.value).includes(resident.heading),
      );
      expect(group).toBeDefined();
      const answer = await page.locator("#answer-what_happened").innerText();
      expect(answer).toContain(resident.say("option.what_happened.locked"));
    });
  });
});

/** Collects what the live region says, from its first word. */
async function listen(page: Page): Promise<() => Promise<readonly string[]>> {
  await page.evaluate(() => {
    const said: string[] = [];
    (window as unknown as { said: string[] }).said = said;
    const region = document.querySelector("tokeru-chat")?.shadowRoot?.querySelector("#said");
    if (!region) throw new Error("no live region");
    new MutationObserver((changes) => {
      for (const { addedNodes } of changes) {
        for (const node of addedNodes) said.push(node.textContent ?? "");
      }
    }).observe(region, { childList: true });
  });
  return () => page.evaluate(() => (window as unknown as { said: string[] }).said);
}

/** A turn of the same conversation, as another tab takes it. */
async function fromElsewhere(page: Page, input: object): Promise<void> {
  await page.evaluate(async (body) => {
    const key = Object.keys(sessionStorage).find((name) => name.endsWith("token")) ?? "";
    const token = JSON.parse(sessionStorage.getItem(key) ?? "");
    await fetch("/api/conversation/turns", {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  }, input);
}

async function tabTo(page: Page, isThere: (focus: string) => boolean, resident: Resident): Promise<void> {
  for (let presses = 0; presses < 80; presses++) {
    await page.keyboard.press("Tab");
    if (isThere(await resident.focus())) return;
  }
  throw new Error(`Tab never gets there; last on ${await resident.focus()}`);
}

/** Each width and each way of colouring once: colours do not change with the width. */
const LOOKS = [
  { width: 320, colorScheme: "light", forcedColors: "none" },
  { width: 1280, colorScheme: "dark", forcedColors: "none" },
  { width: 320, colorScheme: "dark", forcedColors: "active" },
] as const;

async function holdsEverywhere(page: Page, screen: string): Promise<void> {
  for (const { width, ...media } of LOOKS) {
    await page.setViewportSize({ width, height: 740 });
    await page.emulateMedia(media);
    expect(await violations(page), `${screen} ${JSON.stringify(media)}`).toEqual([]);
    expect(await overflow(page), `${screen} ${width}`).toBeLessThanOrEqual(0);
    expect(await smallTargets(page), `${screen} ${width}`).toEqual([]);
  }
}

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** What axe finds against WCAG 2.2 AA and good practice. */
function violations(page: Page, within = "html"): Promise<readonly string[]> {
  return page.evaluate(
    async ([tags, root]) => {
      const window = globalThis as unknown as { axe: typeof axe };
      const found = await window.axe.run(root, { runOnly: { type: "tag", values: [...tags] } });
      return found.violations.flatMap(({ id, nodes }) =>
        nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
      );
    },
    [TAGS, within] as const,
  );
}

/** How far the page is wider than its window, in CSS pixels. */
function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

/** What can be tapped and is lower or narrower than 44 px, apart from links within a sentence. */
function smallTargets(page: Page): Promise<readonly string[]> {
  return page.evaluate(() =>
    [
      ...(document
        .querySelector("tokeru-chat")
        ?.shadowRoot?.querySelectorAll("button, summary, input, .alone") ?? []),
    ]
      .map((target) => ({ target, box: target.getBoundingClientRect() }))
      .filter(({ box }) => box.height > 0 && (box.height < 44 || box.width < 44))
      .map(({ target, box }) => `${target.outerHTML.slice(0, 90)} ${box.width}×${box.height}`),
  );
}
