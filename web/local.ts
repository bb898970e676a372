import {
  type CityPack,
  type Conversation,
  fromLink,
  type Input as Said,
  newConversation,
  toLink,
  turn,
  type World,
} from "../src/assistant/index.ts";
import { renderReply } from "../src/channels/rendered.ts";
import { FACTS } from "../src/facts/index.ts";
import { createFlow } from "../src/flows/index.ts";
import { createSay, isLang, type Lang, LANGS, type Message, type Say } from "../src/language/index.ts";
import type { Kept } from "./kept.ts";
import type { ReaderLoader } from "./reader.ts";
import {
  Gone,
  type Input,
  type Opening,
  Refused,
  type Shape,
  type Standing,
  type Talk,
  Unreachable,
} from "./talk.ts";
import { readWordsWith } from "./worded.ts";

/** Longer than a slow line needs for a few hundred kilobytes. */
const PATIENCE_MS = 30_000;

type Wording = Readonly<Record<string, Message>>;

/**
 * The same assistant, facts, flow and wording, in this page. When it is opened it loads the wording, the
 * chosen language first, then what understands words, and then asks nobody for anything any more. The answers
 * are kept in the tab alone.
 */
export function localTalk(home: URL, kept: Kept, bringReader: ReaderLoader): Talk {
  const files = new Map<string, Promise<unknown>>();
  const says = new Map<Lang, Say>();
  const flow = createFlow(FACTS);
  let city: CityPack | undefined;
  let understand: World["understand"];
  /** Settles when it is known whether words will be understood. */
  let learning: Promise<void> | undefined;
  let rev = 0;

  /** Each file is fetched once; one that did not come is asked for again. */
  function load<T>(path: string): Promise<T> {
    const known = files.get(path);
    if (known) return known as Promise<T>;
    const coming = fetchJson(new URL(path, home));
    files.set(path, coming);
    coming.catch(() => files.delete(path));
    return coming as Promise<T>;
  }

  async function speak(lang: Lang): Promise<void> {
    if (says.has(lang)) return;
    const wording = await load<Wording>(`wording/${lang}.json`);
    if (!says.has(lang)) says.set(lang, createSay(wording, lang));
  }

  /**
   * From here on words are understood, in whatever language they come and with the answers to what is asked
   * aside. Where a part of that does not come, words are held against the choices as before.
   */
  async function learn(): Promise<void> {
    const reader = await bringReader();
    const wordings = await Promise.all(LANGS.map((lang) => load<Wording>(`wording/${lang}.json`)));
    LANGS.forEach((lang, n) => says.set(lang, createSay({ ...wordings[n], ...reader.ASIDES[lang] }, lang)));
    understand = reader.understand;
    readWordsWith(reader.readWords);
  }

  /** Everything that may be needed later, so that nothing asks the network then. */
  async function prepare(lang: Lang): Promise<void> {
    // The clerk's Japanese stands on every slip.
    await Promise.all([speak(lang), speak("ja"), load<CityPack>("city.json").then((pack) => (city = pack))]);
    learning = learn().catch(() => {});
    void Promise.allSettled([
      ...LANGS.map(speak),
      load<readonly string[]>("pictures/index.json").then(prefetch),
    ]);
  }

  async function prefetch(paths: readonly string[]): Promise<void> {
    await Promise.allSettled(paths.map((path) => load(`pictures/${path}`)));
  }

  async function worldOf(lang: Lang): Promise<World> {
    await speak(lang);
    if (!city) throw new Unreachable("no city");
    const say = (wanted: Lang): Say => says.get(wanted) ?? says.get(lang) ?? silent();
    return { facts: FACTS, flow, city, say, ...(understand && { understand }), now: Date.now() };
  }

  async function take(conversation: Conversation, input: Said): Promise<Standing> {
    const lang =
      "command" in input && input.command === "language" && isLang(input.value)
        ? input.value
        : conversation.lang;
    // Whoever writes at once waits for what understands them; it is on its way.
    if ("text" in input) await learning;
    const world = await worldOf(lang);
    const { conversation: after, reply } = turn(conversation, input, world);
    if (after !== conversation) rev++;
    kept.set("answers", { lang: after.lang, link: toLink(after), heard: after.heard });
    const say = world.say(after.lang);
    return {
      ...renderReply(reply, say, world.say("ja"), "notation"),
      lang: after.lang,
      city: after.city,
      cityName: world.city.name?.[after.lang] ?? null,
      link: toLink(after),
      rev,
      notices: reply.notices.map(say),
      offersCard: reply.offersCard,
      canPair: false,
      pairing: null,
    };
  }

  /**
   * The state of a conversation is its answers: what a link carries is all that has to be kept, and beside it
   * what words told of questions that are still to come.
   */
  function current(): Conversation {
    const { lang, link, heard } = (kept.get("answers") ?? {}) as Record<string, unknown>;
    if (!isLang(lang) || typeof link !== "string") throw new Gone();
    const answers = fromLink(link).map((answer) => ({ ...answer, by: "resident", at: Date.now() }) as const);
    return { ...newConversation(lang, city?.code ?? ""), answers, ...(isHeard(heard) && { heard }) };
  }

  return {
    isLocal: true,
    get isKept() {
      return kept.get("answers") !== undefined;
    },
    async begin({ lang, link }: Opening) {
      await prepare(lang);
      const conversation = newConversation(lang, city?.code ?? "");
      return take(conversation, link === undefined ? { show: true } : { link: fromLink(link) });
    },
    async look() {
      const conversation = current();
      await prepare(conversation.lang);
      return take(conversation, { show: true });
    },
    turn: async (input: Input) => take(current(), input),
    watch() {
      // Nobody else can change what is in this tab alone.
    },
    picture: (id, lang) => load<Shape>(`pictures/${lang}/${id}.json`),
    linkTo: ({ lang, link }) =>
      `${new URL(pageOf(lang), home).href}#${new URLSearchParams({ a: link }).toString()}`,
    slipPage: () => undefined,
  };
}

/** The site's page in a language. */
function pageOf(lang: Lang): string {
  return lang === "ja" ? "index.html" : `${lang}.html`;
}

function isHeard(kept: unknown): kept is NonNullable<Conversation["heard"]> {
  return kept instanceof Object && Object.values(kept).every((one) => one instanceof Object);
}

async function fetchJson(address: URL): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(address, { signal: AbortSignal.timeout(PATIENCE_MS), credentials: "omit" });
  } catch (cause) {
    throw new Unreachable(address.pathname, { cause });
  }
  if (response.status >= 500) throw new Unreachable(address.pathname);
  if (!response.ok) throw new Refused("");
  return response.json();
}

function silent(): never {
  throw new Unreachable("no wording");
}
