import type { Browser, CDPSession, Page } from "playwright-core";

/** Where a widget shows what somebody waits for. */
export interface Watched {
  /** The element with the shadow root that the others are in; left out: the page. */
  readonly host?: string;
  /** What opens it; left out: it is open. */
  readonly launcher?: string;
  /** What can be chosen first. */
  readonly choice: string;
}

/** One opening of a page, milliseconds from its start. */
export interface Opening {
  /** The button that opens the chat is there; as it was pressed at once, the choice follows without a pause. */
  readonly launcher: number;
  /** The first choice could be tapped. */
  readonly choice: number;
  /** Everything that had come until then but for the page itself, headers included, in bytes over the wire. */
  readonly wire: number;
}

/** How slow the visitor's device and line are. */
export interface Slowness {
  readonly cpu: number;
  /** Bits a second and milliseconds there and back; left out: as fast as this machine is. */
  readonly line?: { readonly down: number; readonly up: number; readonly latency: number };
}

/** What a widget may take until somebody has long given up. */
const PATIENCE_MS = 120_000;

/** Opens the page in a browser that has seen nothing before, presses the button, and waits for a choice. */
export async function openPage(
  browser: Browser,
  url: string,
  watched: Watched,
  slowness: Slowness,
): Promise<Opening> {
  const context = await browser.newContext({ locale: "ja-JP", viewport: { width: 360, height: 740 } });
  try {
    const page = await context.newPage();
    const client = await context.newCDPSession(page);
    const wire = await countBytes(client, url);
    await slowDown(client, slowness);
    await page.addInitScript(watch, watched);
    await page.goto(url, { waitUntil: "commit", timeout: PATIENCE_MS });
    const times = await timesOf(page);
    return { ...times, wire: wire(times.choice) };
  } finally {
    await context.close();
  }
}

async function slowDown(client: CDPSession, { cpu, line }: Slowness): Promise<void> {
  await client.send("Emulation.setCPUThrottlingRate", { rate: cpu });
  if (!line) return;
  await client.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: line.latency,
    downloadThroughput: line.down / 8,
    uploadThroughput: line.up / 8,
  });
}

/** Bytes of everything that was asked for until a moment of the page, but for the page itself. */
async function countBytes(client: CDPSession, url: string): Promise<(until: number) => number> {
  const asked = new Map<string, number>();
  const sizes = new Map<string, number>();
  let begin = Number.NaN;
  await client.send("Network.enable");
  client.on("Network.requestWillBeSent", ({ requestId, request, type, timestamp }) => {
    if (type === "Document" && request.url.startsWith(url)) begin = timestamp;
    else asked.set(requestId, timestamp);
  });
  client.on("Network.loadingFinished", ({ requestId, encodedDataLength, timestamp }) => {
    if (asked.has(requestId)) asked.set(requestId, timestamp);
    sizes.set(requestId, encodedDataLength);
  });
  return (until) =>
    [...asked]
      .filter(([, finished]) => (finished - begin) * 1000 <= until)
      .reduce((sum, [id]) => sum + (sizes.get(id) ?? 0), 0);
}

type Times = Pick<Opening, "launcher" | "choice">;

async function timesOf(page: Page): Promise<Times> {
  const seen = await page.waitForFunction(
    () => {
      const { times } = globalThis as unknown as { times?: Partial<Times> };
      return times?.choice === undefined ? undefined : times;
    },
    undefined,
    { timeout: PATIENCE_MS, polling: 100 },
  );
  return (await seen.jsonValue()) as Times;
}

/** Runs in the page: looks at every frame, as somebody in front of it does, and presses what opens the chat. */
function watch({ host, launcher, choice }: Watched): void {
  const times: { launcher?: number; choice?: number } = launcher === undefined ? { launcher: 0 } : {};
  Object.assign(globalThis, { times });
  const tappable = (selector: string): HTMLElement | undefined => {
    const root = host === undefined ? document : document.querySelector(host)?.shadowRoot;
    const element = root?.querySelector<HTMLElement>(selector);
    if (!root || !element || element.matches(":disabled, [aria-disabled=true]")) return undefined;
    const { left, top, width, height } = element.getBoundingClientRect();
    if (width === 0 || height === 0) return undefined;
    const hit = root.elementFromPoint(left + width / 2, top + height / 2);
    return hit && (element.contains(hit) || hit.contains(element)) ? element : undefined;
  };
  const look = (): void => {
    if (launcher !== undefined && times.launcher === undefined) {
      const button = tappable(launcher);
      if (button) {
        times.launcher = performance.now();
        button.click();
      }
    }
    if (times.launcher !== undefined && tappable(choice)) times.choice = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}
