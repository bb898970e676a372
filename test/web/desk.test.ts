import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chromiumMissing, launchChromium } from "../support/browser.ts";
import { postgresMissing, type PostgresServer, startPostgres } from "../support/postgres.ts";
import {
  type Agent,
  type AtChat,
  type Installation,
  install,
  type Replica,
  sitDown,
  type Staff,
  until,
  visitChat,
} from "./desk-place.ts";

const STAFF: readonly Staff[] = [
  { id: "tanaka", name: "架空 花子", role: "agent" },
  { id: "suzuki", name: "架空 一郎", role: "agent" },
];
const LOCKED = "「ロックされています」と言われた、または画面に出た";
const skipped = chromiumMissing ? ` (SKIPPED: ${chromiumMissing})` : "";

/** Two agents and a resident, each at a browser of their own. */
interface Scene {
  readonly home: Installation;
  readonly tanaka: Agent;
  readonly suzuki: Agent;
  readonly resident: AtChat;
  readonly browser: Browser;
  /** Where the resident and the second agent are; the first is at the first replica. */
  readonly other: Replica;
}

describe.skipIf(chromiumMissing)(`the desk${skipped}`, { timeout: 240_000 }, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  }, 60_000);
  afterAll(() => browser.close());

  describe("on SQLite", () => {
    suite(() => install(1, STAFF));
  });

  const why = postgresMissing ? ` (SKIPPED: ${postgresMissing})` : "";
  describe.skipIf(postgresMissing)(`on PostgreSQL with two replicas${why}`, () => {
    let server: PostgresServer;
    beforeAll(async () => {
      server = await startPostgres();
    }, 120_000);
    afterAll(() => server.stop());
    suite(async () => install(2, STAFF, await server.newDatabase()));
  });

  function suite(begin: () => Promise<Installation>): void {
    async function play(tell: (scene: Scene) => Promise<void>): Promise<void> {
      const home = await begin();
      const [first, second = first] = home.replicas;
      if (!first || !second) throw new Error("There is no server.");
      const tanaka = await sitDown(browser, home, "tanaka", first);
      const suzuki = await sitDown(browser, home, "suzuki", second);
      const resident = await visitChat(browser, second);
      try {
        await tell({ home, tanaka, suzuki, resident, browser, other: second });
        expect([...tanaka.complaints, ...suzuki.complaints]).toEqual([]);
      } catch (error) {
        // What each of them saw last, for whoever has to find out why.
        for (const { page } of [tanaka, suzuki, resident])
          console.error(await page.locator("body").innerText({ timeout: 1_000 }).catch(String));
        throw error;
      } finally {
        await Promise.all([tanaka, suzuki, resident].map(({ context }) => context.close()));
        await home.close();
      }
    }

    it("hands a conversation over with what was answered, both write, and it goes back with more answers", async () => {
      await play(async ({ tanaka, suzuki, resident }) => {
        await resident.choose(LOCKED);
        await resident.askForPerson();
        // Both see it, with how long somebody waits.
        for (const agent of [tanaka, suzuki]) {
          await agent.cards("waiting").first().waitFor();
          expect(await agent.cards("waiting").first().innerText()).toMatch(/\d+秒|\d+分/);
        }
        await tanaka.press("t");
        await tanaka.page.locator("#write").waitFor();
        expect(await tanaka.page.locator(".path .answered").allInnerTexts()).toEqual([LOCKED]);
        expect(await tanaka.page.locator(".path .by").allInnerTexts()).toEqual(["本人が回答"]);
        await suzuki.cards("others").first().waitFor();
        await tanaka.say("お待たせしました。\nどの画面でしたか。");
        await resident.hears("お待たせしました。");
        await resident.say("銀行のアプリです");
        await tanaka.sees("銀行のアプリです");
        // A note is for the others of the desk alone.
        await tanaka.press("Escape", "m");
        await tanaka.page.locator(".to-note").waitFor();
        await tanaka.say("照合番号Bらしい");
        await tanaka.sees("照合番号Bらしい");
        await tanaka.press("Escape");
        await tanaka.page.locator(".guide .choice", { hasText: "生年月日" }).click();
        await tanaka.page.locator(".path .by", { hasText: "担当者が記入" }).waitFor();
        await tanaka.page.getByRole("button", { name: "自動の案内に戻す" }).click();
        await tanaka.page.locator(".notice.done").waitFor();
        await resident.page.locator(".story .answered", { hasText: "生年月日" }).waitFor();
        expect(await resident.page.locator("body").innerText()).not.toContain("照合番号Bらしい");
        for (const agent of [tanaka, suzuki])
          await until("the queue is empty", async () => (await agent.page.locator(".card").count()) === 0);
      });
    });

    it("lets one of two have it who take it at once, and tells the other who has it", async () => {
      await play(async ({ tanaka, suzuki, resident }) => {
        await resident.askForPerson();
        const cards = [tanaka, suzuki].map((agent) => agent.cards("waiting").first());
        await Promise.all(cards.map((card) => card.waitFor()));
        await Promise.all([tanaka, suzuki].map((agent) => agent.press("t")));
        const mine = async (agent: Agent): Promise<boolean> => (await agent.cards("mine").count()) === 1;
        await until("one has it", async () => (await mine(tanaka)) || (await mine(suzuki)));
        const [winner, loser] = (await mine(tanaka)) ? [tanaka, suzuki] : [suzuki, tanaka];
        const name = winner === tanaka ? "架空 花子" : "架空 一郎";
        await loser.page.locator(".notice.problem", { hasText: name }).waitFor();
        await loser.cards("others").first().waitFor();
        expect(await loser.cards("mine").count()).toBe(0);
        expect(await loser.page.locator("#write").count()).toBe(0);
        await winner.say("一人だけが受けました");
        await resident.hears("一人だけが受けました");
        expect((await resident.thread()).filter((text) => text.includes("一人だけが"))).toHaveLength(1);
      });
    });

    it("passes a conversation on with its thread and notes, and the first can write no more", async () => {
      await play(async ({ tanaka, suzuki, resident }) => {
        await resident.askForPerson();
        await tanaka.cards("waiting").first().waitFor();
        await tanaka.press("t");
        await tanaka.page.locator("#write").waitFor();
        await tanaka.say("はじめの担当です");
        await resident.hears("はじめの担当です");
        await tanaka.press("Escape", "x");
        await tanaka.page.locator("dialog .choice", { hasText: "架空 一郎" }).click();
        await suzuki.cards("mine").first().waitFor();
        await suzuki.cards("mine").first().locator("a").click();
        await suzuki.sees("はじめの担当です");
        await suzuki.say("代わりました");
        await resident.hears("代わりました");
        await tanaka.cards("others").first().locator("a").click();
        await tanaka.sees("代わりました");
        expect(await tanaka.page.locator("#write").count()).toBe(0);
        await resident.say("よろしくお願いします");
        await Promise.all([tanaka.sees("よろしくお願いします"), suzuki.sees("よろしくお願いします")]);
      });
    });

    it("finds everything again whose browser was closed in the middle", async () => {
      await play(async ({ home, tanaka, suzuki, resident, other }) => {
        await resident.askForPerson();
        await tanaka.cards("waiting").first().waitFor();
        await tanaka.press("t");
        await tanaka.page.locator("#write").waitFor();
        await tanaka.say("少しお待ちください");
        await resident.hears("少しお待ちください");
        await tanaka.context.close();
        await resident.say("まだいますか");
        await suzuki.cards("others").first().locator("a").click();
        await suzuki.sees("まだいますか");
        const again = await sitDown(browser, home, "tanaka", other);
        try {
          await again.cards("mine").first().locator("a").click();
          await again.sees("まだいますか");
          expect(await again.said()).toEqual(["少しお待ちください", "まだいますか"]);
          await again.say("はい、います");
          await resident.hears("はい、います");
        } finally {
          await again.context.close();
        }
      });
    });

    it("loses and doubles nothing when the server is killed while both write", async () => {
      await play(async ({ home, tanaka, suzuki, resident }) => {
        await resident.askForPerson();
        await tanaka.cards("waiting").first().waitFor();
        await tanaka.press("t");
        await tanaka.page.locator("#write").waitFor();
        await tanaka.say("一通目");
        await resident.hears("一通目");
        // In the middle of sending: nobody knows whether it has arrived.
        await tanaka.say("二通目");
        await resident.page.fill("#text", "住民の一通目");
        await resident.page.press("#text", "Enter");
        await Promise.all(home.replicas.map((replica) => replica.kill()));
        await tanaka.say("三通目");
        await tanaka.page.locator(".unsent", { hasText: "三通目" }).waitFor();
        await tanaka.page.locator(".notice.cut").waitFor();
        // A reload in the meantime would need the server; the tab keeps it all the same.
        await tanaka.page.locator("#write").fill("書きかけ");
        for (const replica of home.replicas) await replica.start();
        for (const text of ["二通目", "三通目", "住民の一通目"]) await tanaka.sees(text);
        await until("all is sent", async () => (await tanaka.page.locator(".unsent").count()) === 0);
        const said = await tanaka.said();
        expect(said.toSorted()).toEqual(["一通目", "二通目", "三通目", "住民の一通目"].toSorted());
        expect(said.indexOf("二通目")).toBeLessThan(said.indexOf("三通目"));
        expect(await tanaka.page.locator("#write").inputValue()).toBe("書きかけ");
        await resident.hears("三通目");
        const heard = await resident.thread();
        for (const text of ["一通目", "二通目", "三通目"])
          expect(heard.filter((one) => one.trim() === text)).toHaveLength(1);
        await suzuki.cards("others").first().waitFor();
        expect(await suzuki.page.locator(".card").count()).toBe(1);
      });
    });
  }
});
