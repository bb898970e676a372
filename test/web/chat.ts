import { fileURLToPath } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { type Conversation, newConversation, turn } from "../../src/assistant/index.ts";
import type { WebOptions } from "../../src/channels/web/index.ts";
import { loadWidgets } from "../../src/channels/web/widget.ts";
import { type Lang, line, rubyToText } from "../../src/language/index.ts";
import { openStore, type Store } from "../../src/store/index.ts";
import { serveWeb, type WebServer } from "../channels/web/serve.ts";
import { house, worldOf } from "../support/house.ts";
import { temporaryFolder } from "./folder.ts";

const BUILT = fileURLToPath(new URL("../../dist/web/", import.meta.url));

/** A server that can be stopped and started again, as it is at an upgrade: same address, same store. */
export interface ChatServer {
  readonly base: string;
  readonly store: Store;
  start(): Promise<void>;
  stop(): Promise<void>;
  web(): WebServer;
  close(): Promise<void>;
}

/**
 * `origins`: the pages that every city here lets its chat be embedded in. With them it is published, so that
 * no other page of this machine is let in for a trial. `options`: what differs from how the others are served.
 */
export async function serveChat(
  origins: readonly string[] = [],
  options: Partial<WebOptions> = {},
): Promise<ChatServer> {
  const folder = temporaryFolder();
  const store = await openStore({ file: ":memory:" });
  const widgets = loadWidgets(BUILT, folder.path);
  let web: WebServer | undefined;
  let port = 0;
  async function start(): Promise<void> {
    web = await serveWeb({
      store,
      widgets,
      demo: true,
      worldOf: worldWith(origins),
      ...(origins.length > 0 && { publicUrl: "https://tokeru.example.jp" }),
      ...options,
    });
    const address = await web.app.listen({ port, host: "127.0.0.1" });
    port = Number(new URL(address).port);
  }
  await start();
  return {
    store,
    get base() {
      return `http://127.0.0.1:${port}`;
    },
    start,
    async stop() {
      await web?.close();
      web = undefined;
    },
    web() {
      if (!web) throw new Error("the server is stopped");
      return web;
    },
    async close() {
      await web?.close();
      await store.close();
      folder.remove();
    },
  };
}

function worldWith(origins: readonly string[]): typeof worldOf {
  return (code) => {
    const world = worldOf(code);
    return { ...world, city: { ...world.city, origins: [...(world.city.origins ?? []), ...origins] } };
  };
}

/** Somebody at the widget, who knows the words of the flow. */
export class Resident {
  readonly page: Page;
  /** What went wrong in the page: rules of its policy, errors. */
  readonly complaints: string[] = [];
  /** Everything that was sent to a server, with its body. */
  readonly sent: { readonly url: string; readonly body: string }[] = [];
  /** The same conversation, to know which question is open. */
  #shadow: Conversation;

  constructor(page: Page, lang: Lang = "ja", city = "default") {
    this.page = page;
    this.#shadow = newConversation(lang, city);
    page.setDefaultTimeout(15_000);
    page.on("console", (message) => this.complaints.push(message.text()));
    page.on("pageerror", (error) => this.complaints.push(error.message));
    page.on("request", (request) => this.sent.push({ url: request.url(), body: request.postData() ?? "" }));
  }

  get #reply() {
    return turn(this.#shadow, { show: true }, worldOf(this.#shadow.city)).reply;
  }

  /** The open question, or "outcome", as it must be after what was chosen. */
  get node(): string {
    return this.#reply.node;
  }

  /** Values of what can be chosen now. */
  get offered(): readonly string[] {
    return this.#reply.choices.map(({ value }) => value);
  }

  /** Words of a message in the language of the conversation, furigana in brackets. */
  say(id: string): string {
    return rubyToText(house.say(this.#shadow.lang)(line(id)));
  }

  /** What the heading must show now. */
  get heading(): string {
    return this.node === "outcome" ? this.say("section.answer") : this.say(`question.${this.node}`);
  }

  /** Waits until the conversation stands where it must. */
  async arrive(): Promise<void> {
    await this.page.locator("#question", { hasText: this.heading }).waitFor();
    await this.page.locator(".sending").waitFor({ state: "detached" });
  }

  /** Taps choices, one after the other. */
  async choose(...values: readonly string[]): Promise<void> {
    for (const value of values) {
      await this.choice(value).click();
      this.follow(value);
      await this.arrive();
    }
  }

  /** Says something in own words, and waits for the answer to it. */
  async write(text: string): Promise<void> {
    await this.page.fill("#text", text);
    await this.page.press("#text", "Enter");
    const { conversation, reply } = turn(this.#shadow, { text }, worldOf(this.#shadow.city));
    this.#shadow = conversation;
    await this.arrive();
    for (const notice of reply.notices) {
      const words = rubyToText(house.say(conversation.lang)(notice));
      await this.page.locator(".notice", { hasText: words }).first().waitFor();
    }
  }

  choice(value: string) {
    const label = this.say(`option.${this.node}.${value}`);
    return this.page.locator(".choice", { hasText: exactly(label) });
  }

  /** Takes the choice in what the test knows, without touching the page. */
  follow(value: string): void {
    this.#shadow = turn(
      this.#shadow,
      { choose: value, node: this.node },
      worldOf(this.#shadow.city),
    ).conversation;
  }

  back(): void {
    this.#shadow = turn(this.#shadow, { command: "back" }, worldOf(this.#shadow.city)).conversation;
  }

  reopen(node: string): void {
    this.#shadow = turn(this.#shadow, { change: node }, worldOf(this.#shadow.city)).conversation;
  }

  speak(lang: Lang): void {
    this.#shadow = { ...this.#shadow, lang };
  }

  restart(): void {
    const { lang, city } = this.#shadow;
    this.#shadow = newConversation(lang, city);
  }

  button(name: string) {
    return this.page.locator("button", { hasText: exactly(name) });
  }

  /** The id of what has the focus inside the widget, or its words; "body" where it was lost. */
  focus(): Promise<string> {
    return this.page.evaluate(() => {
      const inside = document.querySelector("tokeru-chat")?.shadowRoot?.activeElement;
      return inside
        ? inside.id || (inside.textContent ?? "").trim()
        : (document.activeElement?.tagName ?? "").toLowerCase();
    });
  }
}

function exactly(text: string): RegExp {
  return new RegExp(`^\\s*${text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}\\s*$`);
}

/** A page of its own for one story; the browser's context is closed after it. */
export async function visit(
  browser: Browser,
  options: BrowserContextOptions,
  tell: (page: Page) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext({ locale: "ja-JP", ...options });
  try {
    await tell(await context.newPage());
  } finally {
    await context.close();
  }
}
