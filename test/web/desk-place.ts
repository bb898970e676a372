import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Browser, BrowserContext, Locator, Page } from "playwright-core";
import type { Role } from "../../src/desk/access/roles.ts";
import { openStore, type Place } from "../../src/store/index.ts";
import { type SignedIn, signedInAs } from "../desk/access/signed-in.ts";
import { serve } from "../support/command.ts";
import { temporaryFolder } from "./folder.ts";

/** A busy machine may take its time; what is waited for comes, or the test fails. */
export const PATIENCE_MS = 60_000;

/** One process of the server, as operators start it, always on the same port. */
export interface Replica {
  readonly url: string;
  start(): Promise<void>;
  /** SIGKILL: nothing is closed in order. */
  kill(): Promise<void>;
}

/** Who works at a desk. */
export interface Staff {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
}

/** An installation: its replicas share a database and a data folder. */
export interface Installation {
  readonly replicas: readonly Replica[];
  /** Those who are signed in already, by their ids. */
  readonly staff: ReadonlyMap<string, SignedIn>;
  close(): Promise<void>;
}

/**
 * Starts the real command, as often as there are replicas. `url`: of an empty PostgreSQL; left out: SQLite.
 * `settings`: what else is in its environment.
 */
export async function install(
  count: number,
  people: readonly Staff[],
  url?: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<Installation> {
  const folder = temporaryFolder();
  const env = {
    ...settings,
    TOKERU_DATA: folder.path,
    TOKERU_CITY: "asagiri",
    TOKERU_LOG_LEVEL: "error",
    ...(url !== undefined && { TOKERU_DATABASE_URL: url }),
  };
  const place: Place = url === undefined ? { file: join(folder.path, "tokeru.sqlite") } : { url };
  const staff = await signInAll(place, people);
  // One after the other: the first makes the keys.
  const replicas: Replica[] = [];
  for (let n = 0; n < count; n++) replicas.push(await replicaWith(env));
  return {
    replicas,
    staff,
    async close() {
      await Promise.all(replicas.map((replica) => replica.kill()));
      folder.remove();
    },
  };
}

/** Before the server starts, for SQLite serves one process alone. */
async function signInAll(place: Place, people: readonly Staff[]): Promise<Map<string, SignedIn>> {
  const store = await openStore(place);
  const staff = new Map<string, SignedIn>();
  for (const { id, name, role } of people) staff.set(id, await signedInAs(store, role, { id, name }));
  await store.close();
  return staff;
}

async function replicaWith(env: Record<string, string>): Promise<Replica> {
  let running: ChildProcess | undefined;
  let url = "";
  const start = async (): Promise<void> => {
    const port = url === "" ? "0" : new URL(url).port;
    const started = await serve({ ...env, TOKERU_PORT: port });
    started.child.stderr?.resume();
    running = started.child;
    url = started.url;
  };
  await start();
  return {
    get url() {
      return url;
    },
    start,
    async kill() {
      const child = running;
      running = undefined;
      if (!child || child.exitCode !== null || child.signalCode !== null) return;
      const over = once(child, "exit");
      child.kill("SIGKILL");
      await over;
    },
  };
}

/** Somebody of the desk at their screen. */
export class Agent {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What went wrong in the page: rules of its policy, errors. A server that is away is no such thing. */
  readonly complaints: string[] = [];
  /** Keys that were pressed, one a press. */
  presses = 0;

  constructor(context: BrowserContext, page: Page) {
    this.context = context;
    this.page = page;
    page.setDefaultTimeout(PATIENCE_MS);
    page.on("console", (message) => {
      if (!/Failed to load resource|net::ERR_/.test(message.text())) this.complaints.push(message.text());
    });
    page.on("pageerror", (error) => this.complaints.push(error.message));
  }

  /** Presses keys where the focus is. */
  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      this.presses++;
      await this.page.keyboard.press(key);
    }
  }

  /** The cards of a part of the queue. */
  cards(part: "waiting" | "mine" | "others"): Locator {
    return this.page.locator(`.queue .${part} .card`);
  }

  /** What stands in the thread, in order, with whether it was sent. */
  async said(): Promise<readonly string[]> {
    return this.page.locator(".thread li:not(.unsent) .text").allInnerTexts();
  }

  /** Writes an answer and sends it with Enter. */
  async say(text: string): Promise<void> {
    await this.page.locator("#write").fill(text);
    await this.page.locator("#write").press("Enter");
  }

  async sees(text: string): Promise<void> {
    await this.page.locator(".thread li:not(.unsent) .text", { hasText: text }).first().waitFor();
  }

  async takes(card: Locator): Promise<void> {
    await card.locator("button.take").click();
  }
}

/** Opens the desk for somebody who is signed in, in a browser context of their own. */
export async function sitDown(
  browser: Browser,
  { staff }: Installation,
  id: string,
  { url }: Replica,
  viewport = { width: 1280, height: 800 },
): Promise<Agent> {
  const signedIn = staff.get(id);
  if (!signedIn) throw new Error(`Nobody here is called ${id}`);
  const context = await browser.newContext({
    locale: "ja-JP",
    timezoneId: "Asia/Tokyo",
    viewport,
    bypassCSP: false,
  });
  await context.addCookies([{ ...signedIn.cookie, url }]);
  const page = await context.newPage();
  const agent = new Agent(context, page);
  await page.goto(`${url}/desk`);
  await page.locator(".who").waitFor();
  return agent;
}

/** A resident at the chat of the made-up city, in a browser context of their own. */
export class AtChat {
  readonly page: Page;
  readonly context: BrowserContext;

  constructor(context: BrowserContext, page: Page) {
    this.context = context;
    this.page = page;
    page.setDefaultTimeout(PATIENCE_MS);
  }

  /** Chooses an answer of the question that stands open, by its words. */
  async choose(label: string): Promise<void> {
    await this.page.locator(".choice", { hasText: label }).first().click();
    await this.page.locator(".story .answered", { hasText: label }).waitFor();
    await this.page.locator(".sending").waitFor({ state: "detached" });
  }

  async askForPerson(): Promise<void> {
    await this.page.locator("button.person").click();
  }

  async say(text: string): Promise<void> {
    await this.page.fill("#text", text);
    await this.page.press("#text", "Enter");
  }

  /** Sees what somebody of the desk wrote. */
  async hears(text: string): Promise<void> {
    await this.page.locator(".thread .words", { hasText: text }).first().waitFor();
  }

  /** What stands in the talk, in order. */
  thread(): Promise<readonly string[]> {
    return this.page.locator(".thread .words").allInnerTexts();
  }
}

/** Somebody opens the chat of the made-up city. */
export async function visitChat(browser: Browser, { url }: Replica, lang = "ja"): Promise<AtChat> {
  const context = await browser.newContext({ locale: "ja-JP", timezoneId: "Asia/Tokyo" });
  const page = await context.newPage();
  await page.goto(`${url}/chat?lang=${lang}&city=asagiri`);
  await page.locator(".choice").first().waitFor();
  return new AtChat(context, page);
}

/** Waits until a condition holds; says what it was where it never does. */
export async function until(what: string, holds: () => Promise<boolean> | boolean): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`It never came to pass: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
