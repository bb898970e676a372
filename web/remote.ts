import type { Lang } from "../src/language/index.ts";
import { eventsOf } from "./events.ts";
import type { Kept } from "./kept.ts";
import {
  Gone,
  type Input,
  type Opening,
  Refused,
  type Shape,
  type Standing,
  type Talk,
  Unreachable,
  type Watcher,
} from "./talk.ts";
import { pause } from "./waiting.ts";

/** Longer than a slow line needs, and short enough to say that something is wrong. */
const PATIENCE_MS = 15_000;
/** The server sends a sign of life every 25 s. */
const SILENCE_MS = 60_000;

const NOTATION = "furigana=notation";

interface Problem {
  readonly error?: { readonly code?: string; readonly message?: string };
  readonly conversation?: Standing;
}

/** Talks to the assistant on a server. The conversation's key is kept in this tab alone; there is no cookie. */
export function remoteTalk(server: string, kept: Kept): Talk {
  function headers(): Record<string, string> {
    const token = kept.get("token");
    return typeof token === "string" ? { authorization: `Bearer ${token}` } : {};
  }

  async function ask<T>(path: string, body?: unknown): Promise<T> {
    const response = await reached(`${server}${path}`, {
      headers: { ...headers(), ...(body !== undefined && { "content-type": "application/json" }) },
      ...(body !== undefined && { method: "POST", body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (response.status >= 500 || response.status === 429) throw new Unreachable(String(response.status));
    const answer = await readJson(response);
    if (response.ok) return answer as T;
    const { error, conversation } = answer as Problem;
    if (error?.code === "no_conversation") throw new Gone();
    throw new Refused(error?.message ?? "", conversation);
  }

  /** Follows the server's events once; ends when the line is cut, by whichever side. */
  async function follow(heard: (name: string, data: string) => void, stop: AbortSignal): Promise<void> {
    const silence = new AbortController();
    let timer = setTimeout(() => silence.abort(), SILENCE_MS);
    try {
      const response = await reached(`${server}/api/conversation/events`, {
        headers: { ...headers(), accept: "text/event-stream" },
        signal: AbortSignal.any([stop, silence.signal]),
      });
      if (response.status === 404) heard("gone", "");
      if (!response.ok || !response.body) return;
      for await (const event of eventsOf(response.body)) {
        clearTimeout(timer);
        timer = setTimeout(() => silence.abort(), SILENCE_MS);
        if (event) heard(event.name, event.data);
      }
    } catch {
      // Cut off: whoever follows comes back.
    } finally {
      clearTimeout(timer);
    }
  }

  async function watch({ changed, gone }: Watcher, stop: AbortSignal): Promise<void> {
    const heard = { anything: false, isGone: false };
    for (let tries = 0; !stop.aborted && !heard.isGone; tries++) {
      heard.anything = false;
      await follow((name, data) => {
        heard.anything = true;
        if (name === "changed") changed(revOf(data));
        heard.isGone ||= name === "gone";
      }, stop);
      if (heard.anything) tries = 0;
      if (!heard.isGone) await pause(tries, stop);
    }
    if (!stop.aborted) gone();
  }

  return {
    isLocal: false,
    get isKept() {
      return kept.get("token") !== undefined;
    },
    async begin({ lang, city, link }: Opening) {
      const body = { lang, keep: "token", ...(city && { city }), ...(link && { link }) };
      kept.set("token", undefined);
      const { token, ...standing } = await ask<Standing & { token: string }>(
        `/api/conversations?${NOTATION}`,
        body,
      );
      kept.set("token", token);
      return standing;
    },
    look: () => ask(`/api/conversation?${NOTATION}`),
    turn: (input: Input, id: string) => ask(`/api/conversation/turns?${NOTATION}`, { ...input, id }),
    watch: (watcher, stop) => void watch(watcher, stop),
    async picture(id: string, lang: Lang) {
      const signal = AbortSignal.timeout(PATIENCE_MS);
      const response = await reached(`${server}/pictures/${lang}/${encodeURIComponent(id)}.json`, { signal });
      if (!response.ok) throw new Refused(id);
      return (await readJson(response)) as Shape;
    },
    linkTo: (standing) => `${server}/chat?${addressOf(standing)}`,
    slipPage: ({ slipPath }) => (slipPath ? server + slipPath : undefined),
  };
}

/** What a page needs to know to show the same answers; choices only. */
function addressOf({ city, lang, link }: Standing): string {
  return new URLSearchParams({ city, lang, a: link }).toString();
}

async function reached(address: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(address, { ...init, credentials: "omit", referrerPolicy: "no-referrer" });
  } catch (cause) {
    throw new Unreachable("no answer", { cause });
  }
}

/** What is cut off, or comes from something in between, is no answer. */
async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch (cause) {
    throw new Unreachable("no JSON", { cause });
  }
}

function revOf(data: string): number {
  try {
    return Number((JSON.parse(data) as { rev?: unknown }).rev);
  } catch {
    return Number.NaN;
  }
}
