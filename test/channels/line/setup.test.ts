import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { accountApiAt } from "../../../src/channels/line/account-api.ts";
import { type Examined, examine } from "../../../src/channels/line/examine.ts";
import { makeMenus } from "../../../src/channels/line/rich-menu.ts";
import { setUp } from "../../../src/channels/line/setting-up.ts";
import { LANGS } from "../../../src/language/index.ts";
import { openStore, type Store } from "../../../src/store/index.ts";
import { tokeru } from "../../support/command.ts";
import { house } from "../../support/house.ts";
import {
  ACCESS_TOKEN,
  CHANNEL_ID,
  CHANNEL_SECRET,
  type LinePlatform,
  startLinePlatform,
} from "../../support/line-platform.ts";
import { type Served, serveLine } from "./channel.ts";

const PUBLIC = "https://tokeru.example.jp";
const WEBHOOK = `${PUBLIC}/line/webhook`;

let platform: LinePlatform;
let store: Store;
let served: Served;

beforeEach(async () => {
  platform = await startLinePlatform();
  store = await openStore({ file: ":memory:" });
  served = await serveLine({ store, api: platform.url });
  platform.account.leadsTo.set(WEBHOOK, served.webhook);
});
afterEach(async () => {
  await served.app.close();
  await store.close();
  await platform.stop();
});

/** Runs the command as an operator does. */
function run(command: "setup" | "doctor", env: Record<string, string> = {}, ...options: readonly string[]) {
  return tokeru(["line", command, ...options], {
    env: {
      LINE_CHANNEL_SECRET: CHANNEL_SECRET,
      LINE_CHANNEL_ACCESS_TOKEN: ACCESS_TOKEN,
      TOKERU_LINE_API: platform.url,
      TOKERU_PUBLIC_URL: PUBLIC,
      ...env,
    },
  });
}

function examined(how: Partial<Examined> = {}): Examined {
  return {
    api: accountApiAt(platform.url, ACCESS_TOKEN, 1_000),
    channelSecret: CHANNEL_SECRET,
    channelAccessToken: ACCESS_TOKEN,
    webhook: WEBHOOK,
    off: false,
    say: house.say,
    ...how,
  };
}

/** What the doctor finds wrong, or wants looked at. */
async function complaints(level: "wrong" | "look", how: Partial<Examined> = {}): Promise<string> {
  const findings = await examine(examined(how));
  return findings.flatMap((one) => (one.level === level ? [one.found, one.todo] : [])).join("\n");
}

describe("tokeru line setup", () => {
  it("leaves an account that works, and running it twice changes nothing", async () => {
    const first = await run("setup");
    expect(first.stdout).not.toContain("WRONG");
    expect(first.stdout).toContain(`channel ${CHANNEL_ID}`);
    expect(first.stdout).toContain("LINE has delivered a test to the webhook");
    expect(first.code).toBe(0);
    const { account } = platform;
    expect(account.webhook).toEqual({ endpoint: WEBHOOK, active: true });
    const menus = [...account.menus.values()];
    expect(menus).toHaveLength(LANGS.length);
    for (const { areas, image } of menus) {
      expect(areas).toHaveLength(5);
      expect(image?.length).toBeGreaterThan(0);
    }
    expect([...account.aliases.keys()].toSorted()).toEqual(LANGS.map((lang) => `tokeru-${lang}`).toSorted());
    expect(account.defaultMenu).toBe(account.aliases.get("tokeru-ja"));

    const before = [...account.menus.keys()];
    const second = await run("setup");
    expect(second.code).toBe(0);
    expect([...account.menus.keys()]).toEqual(before);
  }, 60_000);

  it("replaces menus of another drawing and leaves those of others alone", async () => {
    const { menus } = platform.account;
    const size = { width: 2500, height: 1686 };
    const menu = { size, chatBarText: "x", selected: false, areas: [] };
    menus.set("old", { ...menu, richMenuId: "old", name: "tokeru-ja 0000" });
    menus.set("others", { ...menu, richMenuId: "others", name: "spring campaign" });
    await makeMenus(examined().api, house.say);
    expect(menus.has("old")).toBe(false);
    expect(menus.has("others")).toBe(true);
    expect(menus.size).toBe(LANGS.length + 1);
  });

  it("completes what was interrupted before the drawing was there", async () => {
    const { menus, aliases } = platform.account;
    await makeMenus(examined().api, house.say);
    const [unfinished] = menus.values();
    if (unfinished) delete unfinished.image;
    aliases.delete("tokeru-en");
    await makeMenus(examined().api, house.say);
    expect(menus.size).toBe(LANGS.length);
    for (const { image } of menus.values()) expect(image).toBeDefined();
    expect(aliases.size).toBe(LANGS.length);
  });
});

const THEIRS = "https://chatbot.example.jp/hook";

/** The account is another system's: its webhook, and its menu below the chat. */
function ofAnotherSystem(): void {
  const { account } = platform;
  const size = { width: 2500, height: 1686 };
  const menu = { richMenuId: "theirs", name: "city menu", size, chatBarText: "x", selected: true, areas: [] };
  account.webhook = { endpoint: THEIRS, active: true };
  account.menus.set("theirs", { ...menu, image: Buffer.from("x") });
  account.defaultMenu = "theirs";
}

describe("tokeru line setup on an account that another system has", () => {
  beforeEach(ofAnotherSystem);

  it("changes nothing, names what it found, and how it would be replaced", async () => {
    const { stdout, code } = await run("setup");
    expect(stdout).toContain(`WRONG  LINE delivers to another address: ${THEIRS}. Nothing was changed.`);
    expect(stdout).toContain("WRONG  Everybody sees another menu below the chat: city menu.");
    expect(stdout).toContain("tokeru line setup --replace");
    expect(code).toBe(1);
    const { account } = platform;
    expect(account.webhook).toEqual({ endpoint: THEIRS, active: true });
    expect([account.defaultMenu, account.menus.size, account.aliases.size]).toEqual(["theirs", 1, 0]);
  }, 60_000);

  it("leaves its menu to everybody where the webhook is ours, and sets up all else", async () => {
    platform.account.webhook = { endpoint: WEBHOOK, active: true };
    const findings = await setUp(examined(), false);
    expect(findings.filter(({ level }) => level === "wrong")).toEqual([]);
    expect(JSON.stringify(findings)).toContain("Everybody sees another menu below the chat: city menu");
    const { account } = platform;
    expect([account.defaultMenu, account.menus.size]).toEqual(["theirs", LANGS.length + 1]);
  });

  it("takes it over with --replace, and says how to give it back", async () => {
    const { stdout, code } = await run("setup", {}, "--replace");
    expect(stdout).toContain(`Until now: LINE delivers to another address: ${THEIRS}`);
    expect(stdout).toContain("/v2/bot/user/all/richmenu/theirs");
    expect(stdout).not.toContain("WRONG");
    expect(code).toBe(0);
    const { account } = platform;
    expect(account.webhook?.endpoint).toBe(WEBHOOK);
    expect(account.menus.has("theirs")).toBe(true);
    expect(account.defaultMenu).toBe(account.aliases.get("tokeru-ja"));
  }, 60_000);

  it("leaves it where LINE does not reach this server, also with --replace", async () => {
    platform.account.leadsTo.set(WEBHOOK, "http://127.0.0.1:1/");
    const { stdout, code } = await run("setup", {}, "--replace");
    expect(stdout).toContain("WRONG  LINE's test of the webhook fails");
    expect(stdout).toContain("Nothing was changed.");
    expect(code).toBe(1);
    expect(platform.account.webhook?.endpoint).toBe(THEIRS);
    expect(platform.account.defaultMenu).toBe("theirs");
  }, 60_000);

  it("leaves it where LINE does not tell what is set", async () => {
    const { api } = examined();
    const get: typeof api.get = (path) =>
      path.endsWith("/webhook/endpoint") ? Promise.resolve({ status: 500, json: undefined }) : api.get(path);
    const findings = await setUp(examined({ api: { ...api, get } }), true);
    expect(findings.at(-1)).toMatchObject({ level: "wrong", found: expect.stringContaining("Nothing was") });
    expect(platform.account.webhook?.endpoint).toBe(THEIRS);
  });
});

describe("every button of the menu", () => {
  it.each(LANGS)("is understood: %s", async (lang) => {
    await makeMenus(examined().api, house.say);
    const menu = platform.account.menus.get(platform.account.aliases.get(`tokeru-${lang}`) ?? "");
    const resident = platform.resident(served.webhook);
    await resident.follow();
    await resident.choose("locked");
    for (const { action } of menu?.areas ?? []) {
      const data = "data" in action ? String(action.data) : "";
      const said = (await resident.send(resident.postbackEvent(data))).join("\n");
      expect(said).not.toContain("前の質問のボタン");
      expect(said.length).toBeGreaterThan(10);
    }
    expect(menu?.areas).toHaveLength(5);
  });

  it("leads to the languages, and from there to another one", async () => {
    const resident = platform.resident(served.webhook);
    await resident.follow();
    await resident.send(resident.postbackEvent("see=languages"));
    const [said] = await resident.tap("English");
    expect(said).toContain("My Number Card");
  });
});

describe("tokeru line doctor says", () => {
  it("nothing wrong of an account that is set up", async () => {
    await run("setup");
    const { stdout, code } = await run("doctor");
    expect(stdout).not.toContain("WRONG");
    expect(stdout).not.toContain(ACCESS_TOKEN);
    expect(stdout).not.toContain(CHANNEL_SECRET);
    expect(code).toBe(0);
  }, 60_000);

  it("what is wrong of a new account, and ends with 1", async () => {
    const { stdout, code } = await run("doctor");
    expect(stdout).toContain("WRONG  LINE has no webhook URL.");
    expect(stdout).toContain("tokeru line setup");
    expect(code).toBe(1);
  }, 60_000);

  it("which setting is missing", async () => {
    const { stderr, code } = await run("doctor", { LINE_CHANNEL_ACCESS_TOKEN: "" });
    expect(stderr).toContain("LINE_CHANNEL_ACCESS_TOKEN");
    expect(stderr).not.toContain("    at ");
    expect(code).toBe(1);
  }, 60_000);

  it("that the token is refused", async () => {
    const api = accountApiAt(platform.url, "another-token", 1_000);
    expect(await complaints("wrong", { api })).toContain("LINE refuses the access token");
  });

  it("that the secret is of another channel than the token", async () => {
    const found = await complaints("wrong", { channelSecret: "another-secret" });
    expect(found).toContain(`LINE_CHANNEL_SECRET is not the secret of channel ${CHANNEL_ID}`);
  });

  it("that LINE cannot be reached", async () => {
    const api = accountApiAt("http://127.0.0.1:1", ACCESS_TOKEN, 1_000);
    expect(await complaints("wrong", { api })).toContain("LINE cannot be reached");
  });

  it.each([undefined, "http://tokeru.example.jp/line/webhook"])(
    "that the address is none that LINE takes: %s",
    async (webhook) => {
      expect(await complaints("wrong", { webhook })).toContain("TOKERU_PUBLIC_URL");
    },
  );

  it("that the webhook leads elsewhere, or is switched off", async () => {
    platform.account.webhook = { endpoint: "https://other.example.jp/hook", active: false };
    const found = await complaints("wrong");
    expect(found).toContain("LINE delivers to another address: https://other.example.jp/hook");
    expect(found).toContain("Use webhook is switched off");
  });

  it.each([
    [401, "another LINE_CHANNEL_SECRET"],
    [404, "not Tokeru"],
    [502, "proxy does not reach Tokeru"],
    [0, "DNS, the firewall"],
  ])("why LINE's test of the webhook fails: %i", async (status, advice) => {
    const api = examined().api;
    const post: typeof api.post = (path, body) =>
      path === "/v2/bot/channel/webhook/test"
        ? Promise.resolve({
            status: 200,
            json: {
              success: false,
              statusCode: status,
              reason: status ? "ERROR_STATUS_CODE" : "COULD_NOT_CONNECT",
            },
          })
        : api.post(path, body);
    expect(await complaints("wrong", { api: { ...api, post } })).toContain(advice);
  });

  it("that the messages of the month are used up, or nearly", async () => {
    platform.account.webhook = { endpoint: WEBHOOK, active: true };
    platform.account.quota = { type: "limited", value: 200 };
    platform.account.used = 170;
    expect(await complaints("look")).toContain("170 of 200");
    platform.account.used = 200;
    expect(await complaints("wrong")).toContain("nothing can be pushed");
  });

  it("that everybody sees another menu, or none", async () => {
    await makeMenus(examined().api, house.say);
    expect(await complaints("look")).not.toContain("menu below the chat");
    ofAnotherSystem();
    expect(await complaints("look")).toContain("Everybody sees another menu below the chat: city menu");
    platform.account.defaultMenu = undefined;
    expect(await complaints("look")).toContain("No menu is shown to everybody");
  });

  it("which menu is gone, of another drawing, or without one, although its alias is there", async () => {
    await makeMenus(examined().api, house.say);
    const { menus, aliases } = platform.account;
    const menuOf = (lang: string) => menus.get(aliases.get(`tokeru-${lang}`) ?? "");
    const [ja, simple] = [menuOf("ja"), menuOf("ja-simple")];
    if (!ja || !simple) throw new Error("no menus");
    menus.set(ja.richMenuId, { ...ja, name: "tokeru-ja 0000" });
    delete simple.image;
    menus.delete(aliases.get("tokeru-en") ?? "");
    expect(await complaints("look")).toContain("missing or old: ja, ja-simple, en.");
  });

  it.each([
    [3 * 24 * 60, "wrong", "4320 minutes ahead of LINE's"],
    [10, "look", "10 minutes ahead of LINE's"],
    [-10, "look", "10 minutes behind LINE's"],
  ] as const)("that the clock is %i minutes fast", async (minutes, level, words) => {
    const now = () => Date.now() + minutes * 60_000;
    expect(await complaints(level, { now })).toContain(words);
    expect(await complaints(level)).not.toContain("clock");
  });

  it("that a token cannot be one, before LINE is asked", async () => {
    const { stderr, code } = await run("doctor", { LINE_CHANNEL_ACCESS_TOKEN: "アクセストークン0123456789" });
    expect(stderr).toMatch(/^tokeru: LINE_CHANNEL_ACCESS_TOKEN must be/);
    expect(stderr).not.toContain("アクセス");
    expect(code).toBe(1);
  }, 60_000);

  it("that somebody answers by hand, that the channel is off, that the menu is missing", async () => {
    platform.account.chatMode = "chat";
    const found = await complaints("look", { off: true });
    expect(found).toContain("Chat is switched on");
    expect(found).toContain("TOKERU_LINE_OFF=yes");
    expect(found).toContain("ja, ja-simple, en");
    expect(found).toContain("Auto-reply messages");
  });
});
