import axe from "axe-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { line, rubyToText } from "../../src/language/index.ts";
import { chromiumMissing, launchChromium } from "../support/browser.ts";
import { house } from "../support/house.ts";
import { STORIES } from "../support/stories.ts";
import {
  type Agent,
  type AtChat,
  type Installation,
  install,
  sitDown,
  until,
  visitChat,
} from "./desk-place.ts";

const skipped = chromiumMissing ? ` (SKIPPED: ${chromiumMissing})` : "";
/** Wide, as on a laptop, and as on a telephone. */
const WIDTHS = [1280, 1024, 390] as const;
const LOCKED = "「ロックされています」と言われた、または画面に出た";

describe.skipIf(chromiumMissing)(
  `the desk by keyboard, and for everybody${skipped}`,
  { timeout: 300_000 },
  () => {
    let browser: Browser;
    let home: Installation;
    beforeAll(async () => {
      browser = await launchChromium();
      home = await install(1, [
        { id: "tanaka", name: "架空 花子", role: "agent" },
        { id: "sato", name: "架空 三郎", role: "agent" },
        { id: "mori", name: "架空 七海", role: "lead" },
        { id: "ono", name: "架空 次郎", role: "auditor" },
      ]);
    }, 120_000);
    afterAll(async () => {
      await browser.close();
      await home.close();
    });

    function server() {
      const [first] = home.replicas;
      if (!first) throw new Error("There is no server.");
      return first;
    }

    async function sit(id: string, tell: (agent: Agent) => Promise<void>): Promise<void> {
      const agent = await sitDown(browser, home, id, server());
      try {
        await tell(agent);
        expect(agent.complaints).toEqual([]);
      } finally {
        await agent.context.close();
      }
    }

    /** A resident who asks for a person, having said that something is locked. */
    async function asking(tell: (resident: AtChat) => Promise<void>): Promise<void> {
      const resident = await visitChat(browser, server());
      try {
        await resident.choose(LOCKED);
        await resident.askForPerson();
        await tell(resident);
      } finally {
        await resident.context.close();
      }
    }

    /** The key of a choice, as the button names it. */
    async function keyOf({ page }: Agent, node: string, value: string): Promise<string> {
      const label = rubyToText(house.say("ja")(line(`option.${node}.${value}`)));
      const choice = page.locator(".guide .choice", { hasText: label }).first();
      await choice.waitFor();
      return (await choice.getAttribute("aria-keyshortcuts")) ?? "";
    }

    it.each(STORIES)(
      "tells by keys alone, with at most three more than questions: $name",
      async ({ taps, says = [] }) => {
        await sit("tanaka", async (agent) => {
          const { page } = agent;
          await agent.press("n");
          for (const [n, value] of taps.entries()) {
            await page.locator("#guide-heading", { hasText: `質問${n + 1}` }).waitFor();
            // Where the story stands, the page says itself: the question whose answers hold this one.
            const node = await nodeOf(page);
            await agent.press(await keyOf(agent, node, value));
          }
          await page.locator(".aloud").waitFor();
          const hasSlip = (await page.getByRole("button", { name: "用紙の合言葉" }).count()) > 0;
          if (hasSlip) {
            await agent.press("s");
            await page.locator("dialog .code li").first().waitFor();
            expect(await page.locator("dialog .code li").count()).toBe(6);
            await closes(page);
          }
          expect(agent.presses).toBeLessThanOrEqual(taps.length + 3);
          const read = await page.locator(".aloud").innerText();
          const shown = `${read} ${await page.locator("body").innerText()}`;
          for (const word of says) expect(shown).toContain(word);
          // Every statement stands beside its rule; what leads on has none, and nothing is told twice.
          for (const row of await page.locator(".aloud tbody tr:not(.lead)").all()) {
            expect(await row.locator("td").nth(1).innerText()).toMatch(/^D\d+/);
          }
          const lines = await page.locator(".aloud tbody td:first-child").allInnerTexts();
          expect(new Set(lines).size).toBe(lines.length);
        });
      },
    );

    /** The question that is open, from what the server last said. */
    async function nodeOf(page: Page): Promise<string> {
      const id = await page.evaluate(async () => {
        const call = location.hash.split("/")[2] ?? "";
        const answer = await fetch(`/desk/api/calls/${call}`);
        return ((await answer.json()) as { view: { node: string } }).view.node;
      });
      return id;
    }

    it("takes free text, goes back, jumps ahead, changes an answer and another language, all by keys", async () => {
      await sit("tanaka", async (agent) => {
        const { page } = agent;
        await agent.press("n");
        await page.locator(".call .choices").waitFor();
        await agent.press("/");
        await page.keyboard.type("忘れた気がする");
        await agent.press("Enter");
        // Not quite sure: what it seems to mean is marked, and one more key takes it.
        await page.locator(".choice.likely:focus").waitFor();
        await agent.press("Enter");
        await page.locator(".path .answered", { hasText: "忘れた" }).waitFor();
        // In a field a key is a letter, and nothing else.
        await agent.press("/");
        await page.keyboard.type("nbrj1?");
        expect(await page.locator("#free").inputValue()).toBe("nbrj1?");
        expect(await page.locator("dialog").count()).toBe(0);
        await page.locator("#free").fill("");
        await agent.press("Escape", "b");
        await page.locator("#guide-heading", { hasText: "質問1" }).waitFor();
        // The focus is never lost: it is on the question, or on the choice that the words spoke for.
        await page.locator("#guide-heading:focus, .choice.likely:focus").waitFor();
        // Ahead: a question that was not reached yet.
        await agent.press(await keyOf(agent, "what_happened", "locked"));
        await page.locator("#guide-heading", { hasText: "質問2" }).waitFor();
        await agent.press("j");
        await page.locator("#filter").waitFor();
        await page.keyboard.type("どなた");
        const found = page.locator("[role=option]");
        await found.first().waitFor();
        expect(await found.count()).toBeLessThan(5);
        await agent.press("Enter");
        await page.locator("#guide-heading", { hasText: "先に" }).waitFor();
        await agent.press("1");
        await page.locator("#guide-heading", { hasText: "質問2" }).waitFor();
        // An answer is opened again, and the other one stays.
        await agent.press("j");
        await page.keyboard.type("ロック");
        await page.locator("[role=option]").first().waitFor();
        await agent.press("Enter");
        await page.locator("#guide-heading", { hasText: "質問1" }).waitFor();
        await agent.press("l");
        await page.locator(".languages [aria-pressed=true]", { hasText: "やさしい日本語" }).waitFor();
        await agent.press("l");
        await page.locator(".say [lang=en]").first().waitFor();
        await agent.press("r");
        await page.locator("#asks").waitFor();
        await agent.press("r");
        await page.locator("#asks").waitFor({ state: "detached" });
        await agent.press("?");
        await page.locator("dialog.help").waitFor();
        await closes(page);
        await agent.press("e", "e");
        await page.locator("#place", { hasText: "はじめに" }).waitFor();
      });
    });

    it("sends nothing while kana are being converted, and masks a PIN before it leaves the page", async () => {
      await asking(async (resident) => {
        await sit("tanaka", async (agent) => {
          const { page } = agent;
          await agent.cards("waiting").first().waitFor();
          await agent.press("t");
          await page.locator("#write").fill("へんかん");
          await page.locator("#write").evaluate((field) => {
            field.dispatchEvent(
              new KeyboardEvent("keydown", {
                key: "Enter",
                isComposing: true,
                bubbles: true,
                cancelable: true,
              }),
            );
            field.dispatchEvent(
              new KeyboardEvent("keydown", { key: "Enter", shiftKey: true, bubbles: true, cancelable: true }),
            );
          });
          expect(await page.locator("#write").inputValue()).toBe("へんかん");
          expect(await agent.said()).toEqual([]);
          const bodies: string[] = [];
          page.on("request", (request) => bodies.push(request.postData() ?? ""));
          await agent.say("暗証番号は4711ですか");
          await resident.hears("暗証番号は");
          expect(bodies.join()).not.toContain("4711");
          expect((await agent.said()).join()).not.toContain("4711");
          await page.locator(".notice", { hasText: "伏せ" }).waitFor();
          await page.locator("#write").fill("暗証番号は4711");
          await page.waitForFunction(() => JSON.stringify(sessionStorage).includes("暗証番号は"));
          expect(await page.evaluate(() => JSON.stringify(sessionStorage))).not.toMatch(/(?<!\w)4711(?!\w)/);
          await page.locator("#write").fill("まだ送らない");
          await page.reload();
          await page.locator("#write").waitFor();
          expect(await page.locator("#write").inputValue()).toBe("まだ送らない");
          await page.getByRole("button", { name: "終わりにする" }).click();
          await page.locator(".sure .main").click();
          await page.locator(".notice.done").waitFor();
        });
      });
    });

    it("never shows a conversation whose answer comes late, after another was opened", async () => {
      await asking(async () => {
        await asking(async () => {
          await sit("tanaka", async (agent) => {
            const { page } = agent;
            for (const text of ["こちらは一人目", "こちらは二人目"]) {
              await agent.cards("waiting").first().waitFor();
              await agent.takes(agent.cards("waiting").first());
              await page.locator("#write").waitFor();
              await agent.say(text);
              await agent.sees(text);
            }
            await until("both are taken", async () => (await agent.cards("mine").count()) === 2);
            const [first = "", second = ""] = await agent
              .cards("mine")
              .locator("a")
              .evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));
            await page.locator(".bar h1 a").click();
            // The first answer is held back until the second conversation has been opened for a while.
            let letGo = (): void => {};
            const held = new Promise<void>((resolve) => (letGo = resolve));
            const id = first.split("/").at(-1);
            await page.route(`**/desk/api/handoffs/${id}`, async (route) => {
              await held;
              await route.continue();
            });
            await page.locator(`.card a[href="${first}"]`).click();
            await page.locator(`.card a[href="${second}"]`).click();
            await page.locator(".thread li").first().waitFor();
            const before = await page.locator(".thread").innerText();
            const late = page.waitForResponse(`**/desk/api/handoffs/${id}`);
            letGo();
            await late;
            await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 500)));
            expect(await page.locator(".thread").innerText()).toBe(before);
            expect(new URL(page.url()).hash).toBe(second);
            for (const href of [first, second]) {
              await page.unrouteAll({ behavior: "ignoreErrors" });
              await page.locator(`.card a[href="${href}"]`).click();
              await page.locator("#write").waitFor();
              await page.getByRole("button", { name: "終わりにする" }).click();
              await page.locator(".sure .main").click();
              await page.locator(`.card a[href="${href}"]`).waitFor({ state: "detached" });
            }
          });
        });
      });
    });

    it("leads whoever is signed out to sign in, and back to the same place with what was written", async () => {
      await asking(async () => {
        await sit("tanaka", async (agent) => {
          const { page, context } = agent;
          await agent.cards("waiting").first().waitFor();
          await agent.press("t");
          await page.locator("#write").fill("途中まで書いた");
          const { hash } = new URL(page.url());
          const cookies = await context.cookies();
          // The answer finds out first: whatever else the page asks for just now has to wait.
          await page.route("**/desk/**", async (route) => {
            if (!route.request().url().includes("/desk/api/") || route.request().url().endsWith("/say"))
              await route.continue();
          });
          await context.clearCookies();
          await page.locator("#write").press("Enter");
          await page.waitForURL("**/desk/sign-in");
          await page.unrouteAll({ behavior: "ignoreErrors" });
          await context.addCookies(cookies);
          await page.goto(`${server().url}/desk`);
          await agent.sees("途中まで書いた");
          expect(new URL(page.url()).hash).toBe(hash);
          expect((await agent.said()).filter((text) => text === "途中まで書いた")).toHaveLength(1);
          await page.getByRole("button", { name: "終わりにする" }).click();
          await page.locator(".sure .main").click();
          await page.locator(".notice.done").waitFor();
        });
      });
    });

    it("keeps what was being written where the page finds out by itself that the session is over", async () => {
      await asking(async (resident) => {
        await sit("tanaka", async (agent) => {
          const { page, context } = agent;
          await agent.cards("waiting").first().waitFor();
          await agent.press("t");
          await page.locator("#write").fill("途中まで書いた");
          const cookies = await context.cookies();
          await context.clearCookies();
          await resident.say("まだですか");
          await page.waitForURL("**/desk/sign-in");
          await context.addCookies(cookies);
          await page.goto(`${server().url}/desk`);
          await agent.sees("まだですか");
          expect(await page.locator("#write").inputValue()).toBe("途中まで書いた");
          expect(await agent.said()).not.toContain("途中まで書いた");
          await page.getByRole("button", { name: "終わりにする" }).click();
          await page.locator(".sure .main").click();
          await page.locator(".notice.done").waitFor();
        });
      });
    });

    it("signs out in every tab at once, and keeps what the server no longer takes until it is put away", async () => {
      await asking(async () => {
        await sit("sato", async (agent) => {
          const { page, context } = agent;
          await agent.cards("waiting").first().waitFor();
          await agent.press("t");
          await page.locator("#write").waitFor();
          // While this tab is cut off, the conversation is ended in another one.
          const second = await context.newPage();
          await second.goto(page.url());
          await second.locator("#write").waitFor();
          await page.route("**/say", (route) => route.abort());
          await agent.say("間に合わなかった返事");
          await page.locator(".unsent", { hasText: "間に合わなかった" }).waitFor();
          await second.getByRole("button", { name: "終わりにする" }).click();
          await second.locator(".sure .main").click();
          await second.locator(".notice.done").waitFor();
          await page.unrouteAll({ behavior: "ignoreErrors" });
          await page.locator(".why").waitFor();
          expect(await page.locator(".unsent .text").innerText()).toBe("間に合わなかった返事");
          await page.getByRole("button", { name: "取り消す" }).click();
          await page.locator(".unsent").waitFor({ state: "detached" });
          await second.getByRole("button", { name: "サインアウト" }).click();
          await second.waitForURL("**/desk/sign-in*");
          await page.waitForURL("**/desk/sign-in*");
        });
      });
    });

    it("is accessible in every view and every width", async () => {
      await asking(async (resident) => {
        await sit("mori", async (agent) => {
          const { page } = agent;
          await agent.cards("waiting").first().waitFor();
          await holds(page, "the list");
          await page.locator(".card a").first().click();
          await page.locator("#place", { hasText: "相談" }).waitFor();
          await holds(page, "not taken yet");
          await agent.press("t");
          await page.locator("#write").waitFor();
          await agent.say("こんにちは");
          await resident.hears("こんにちは");
          await resident.say("お願いします");
          await agent.sees("お願いします");
          await holds(page, "a conversation");
          await page.getByRole("button", { name: "終わりにする" }).click();
          await page.locator("#asks").waitFor();
          await holds(page, "asking whether to end it");
          await page.locator(".sure .plain").click();
          await agent.press("x");
          await page.locator("dialog .choice").first().waitFor();
          await holds(page, "whom to give it to");
          await closes(page);
          await page.getByRole("button", { name: "終わりにする" }).click();
          await page.locator(".sure .main").click();
          await page.locator(".notice.done").waitFor();
          await agent.press("n");
          await page.locator(".call .choices").waitFor();
          await holds(page, "a call");
          await agent.press("j");
          await page.locator("[role=option]").first().waitFor();
          await holds(page, "the jump list");
          await closes(page);
          for (const [n, value] of ["locked", "birth_expiry_code", "mine"].entries()) {
            await page.locator("#guide-heading", { hasText: `質問${n + 1}` }).waitFor();
            await agent.press(await keyOf(agent, await nodeOf(page), value));
          }
          await page.locator(".aloud").waitFor();
          await holds(page, "an outcome");
          await agent.press("s");
          await page.locator("dialog .code li").first().waitFor();
          await holds(page, "the slip's code");
          await closes(page);
          await agent.press("?");
          await page.locator("dialog.help").waitFor();
          await holds(page, "the shortcuts");
          await closes(page);
          for (const place of ["settings", "over"]) {
            await page.goto(`${server().url}/desk#/${place}`);
            await page
              .locator(place === "settings" ? "fieldset" : ".over table")
              .first()
              .waitFor();
            await holds(page, place);
          }
        });
      });
    });

    it("sets the notice in three languages, and holds it", async () => {
      await sit("mori", async ({ page }) => {
        await page.goto(`${server().url}/desk#/settings`);
        await page.locator("#notice-ja").fill("本日は窓口がたいへん混み合っています。");
        await page.locator(".settings .main").click();
        // In one language alone it is not told: the field that is missing says so.
        expect(
          await page.locator("#notice-ja-simple").evaluate((field) => field === document.activeElement),
        ).toBe(true);
        await page.locator("#notice-ja-simple").fill("きょうは まどぐちが こんでいます。");
        await page.locator("#notice-en").fill("Our counters are very busy today.");
        await page.locator(".settings .main").click();
        await page.locator(".notice.done").waitFor();
        await page.reload();
        await page.locator("#notice-en").waitFor();
        expect(await page.locator("#notice-en").inputValue()).toBe("Our counters are very busy today.");
        for (const lang of ["ja", "ja-simple", "en"]) await page.locator(`#notice-${lang}`).fill("");
        await page.locator(".settings .main").click();
        await page.locator(".notice.done").waitFor();
      });
    });

    it("shows each role what it may do, and ends with nothing left in the tab", async () => {
      await sit("ono", async ({ page }) => {
        expect(await page.locator(".queue").count()).toBe(0);
        await page.getByRole("link", { name: "終わった相談" }).click();
        await page.locator("#place", { hasText: "終わった相談" }).waitFor();
        await page.keyboard.press("n");
        expect(new URL(page.url()).hash).toBe("#/over");
        await page.getByRole("button", { name: "サインアウト" }).click();
        await page.waitForURL("**/desk/sign-in*");
        expect(await page.evaluate(() => Object.keys(sessionStorage))).toEqual([]);
      });
    });
  },
);

/** Escape closes what lies over the page. */
async function closes(page: Page): Promise<void> {
  await page.keyboard.press("Escape");
  await page.locator("dialog").waitFor({ state: "detached" });
}

async function holds(page: Page, what: string): Promise<void> {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 800 });
    const found = await violations(page);
    expect(found, `${what}, ${width} px wide`).toEqual([]);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow, `${what}, ${width} px wide, to the side`).toBeLessThanOrEqual(0);
  }
  await page.setViewportSize({ width: 1280, height: 800 });
}

async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const { violations: found } = await page.evaluate(() =>
    (globalThis as unknown as { axe: typeof axe }).axe.run(document, { resultTypes: ["violations"] }),
  );
  return found.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}
