import liff from "@line/liff/core";
import IsApiAvailable from "@line/liff/is-api-available";
import IsInClient from "@line/liff/is-in-client";
import SendMessages from "@line/liff/send-messages";
import ShareTargetPicker from "@line/liff/share-target-picker";
import { type Host, share, sharePage, shareText } from "./share.ts";
import type { Standing } from "./talk.ts";

/**
 * The page that is opened from LINE: when the conversation has come to an answer, offers to put it into the
 * chat, so that it is there at the counter. Opened elsewhere, it offers LINE's own page for sharing. Nothing is
 * sent but by the resident's own tap, and nobody is asked who they are.
 */
const NOWHERE: Host = { send: undefined, pick: undefined };
const bar = document.querySelector<HTMLElement>("#share");
const button = bar?.querySelector("button");
const elsewhere = bar?.querySelector("a");
const status = bar?.querySelector<HTMLElement>("[role=status]");
let standing: Standing | undefined;

/** Longer than this nobody waits for LINE; the page then works as outside of it. */
const PATIENCE_MS = 5_000;

async function hostOf(liffId: string): Promise<Host> {
  liff.use(new IsInClient());
  liff.use(new IsApiAvailable());
  liff.use(new SendMessages());
  liff.use(new ShareTargetPicker());
  if (!liff.isInClient()) return NOWHERE;
  await Promise.race([
    liff.init({ liffId }),
    new Promise((_, reject) => setTimeout(() => reject(new Error("no answer from LINE")), PATIENCE_MS)),
  ]);
  return {
    send: (text) => liff.sendMessages([{ type: "text", text }]),
    pick: liff.isApiAvailable("shareTargetPicker")
      ? async (text) => (await liff.shareTargetPicker([{ type: "text", text }])) !== undefined
      : undefined,
  };
}

function say(id: "sent" | "failed"): void {
  if (status && bar) status.textContent = bar.dataset[id] ?? "";
}

/** Without the answers of a link: it says them anew. */
function address(): string {
  const here = new URL(location.href);
  const page = new URL(here.pathname, here);
  for (const name of ["city", "lang"]) {
    const value = here.searchParams.get(name);
    if (value) page.searchParams.set(name, value);
  }
  return page.href;
}

function show(next: Standing | undefined): void {
  standing = next;
  if (!bar || !elsewhere) return;
  bar.hidden = !next?.outcome;
  if (next?.outcome) elsewhere.href = sharePage(next, address());
  if (status) status.textContent = "";
}

async function begin(): Promise<void> {
  document.addEventListener("tokeru-standing", ({ detail }) => show(detail));
  if (!bar || !button || !elsewhere) return;
  const host = await hostOf(bar.dataset["liff"] ?? "").catch(() => NOWHERE);
  button.hidden = host.send === undefined && host.pick === undefined;
  elsewhere.hidden = !button.hidden;
  button.addEventListener("click", () => void shareNow(button, elsewhere, host));
}

async function shareNow(button: HTMLButtonElement, elsewhere: HTMLElement, host: Host): Promise<void> {
  const text = standing && shareText(standing, address());
  if (text === undefined) return;
  button.disabled = true;
  const shared = await share(text, host);
  button.disabled = false;
  if (shared === "sent") say("sent");
  if (shared === "elsewhere") {
    say("failed");
    elsewhere.hidden = false;
  }
}

declare global {
  interface DocumentEventMap {
    "tokeru-standing": CustomEvent<Standing>;
  }
}

void begin();
