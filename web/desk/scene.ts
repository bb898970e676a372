import { html, type TemplateResult } from "lit";
import type { Card } from "../../src/desk/view.ts";
import type { View as Content } from "../scene.ts";
import type { Field } from "./drafts.ts";
import { SHORTCUTS, type Shortcut } from "./keys.ts";
import type { Act, Session } from "./session.ts";
import { say, type WordId } from "./words.ts";

export type { Content };

/** What asks before it is done. */
export type Asks = "restart" | "end" | "close" | "signOut";
/** What lies over the page. */
export type Dialog = "jump" | "slip" | "help" | "transfer";

/** What is open and how it looks; it concerns nobody but this page. */
export interface Shown {
  readonly dialog: Dialog | undefined;
  /** Asked, and not answered yet. */
  readonly asks: Asks | undefined;
  /** A question to answer before its turn, or again. */
  readonly ahead: string | undefined;
  /** What the jump list is narrowed to, and which of it is picked. */
  readonly filter: string;
  readonly picked: number;
  readonly writing: "say" | "note";
  /** Where there is room for one of them alone. */
  readonly side: "thread" | "guide";
  readonly copied: boolean;
  /** Shortcuts of one character can be turned off (WCAG 2.1.4). */
  readonly keys: boolean;
}

/** What one can do on the page, with a key or otherwise. */
export interface Acts {
  show(change: Partial<Shown>, focusOn?: string): void;
  /** What a shortcut does. */
  press(shortcut: Shortcut): void;
  /** Chooses an answer of the question that is shown. */
  choose(value: string): void;
  /** Opens a question of the jump list. */
  open(node: string): void;
  act(id: number, act: Act, body?: object): void;
  /** Takes what nobody has, or what somebody has who is not there. */
  take(card: Pick<Card, "id" | "agent">): void;
  /** Puts a text into the field for an answer. */
  use(texts: readonly string[]): void;
  ask(what: Asks): void;
  /** Yes to what was asked. */
  confirm(): void;
  write(field: Field, text: string): void;
  send(field: Field): void;
}

/** What every part of the page knows. */
export interface Scene {
  readonly session: Session;
  readonly shown: Shown;
  readonly acts: Acts;
  /** The server's clock, epoch milliseconds. */
  readonly now: number;
}

/** A button with the key that does the same. */
export function keyed(
  { acts, shown }: Scene,
  shortcut: Shortcut,
  word: WordId,
  look = "plain",
): TemplateResult {
  const { key } = SHORTCUTS[shortcut];
  return html`<button
    type="button"
    class=${look}
    aria-keyshortcuts=${key}
    @click=${() => acts.press(shortcut)}
  >
    ${say(word)}${shown.keys ? html` <kbd aria-hidden="true">${key}</kbd>` : ""}
  </button>`;
}

/** A day and a time in Japan; today's by its time alone. */
export function timeText(at: number, now: number): string {
  const isToday = dayOf(at) === dayOf(now);
  return (isToday ? TIME : DAY_TIME).format(at);
}

const ZONE = { timeZone: "Asia/Tokyo" } as const;
const TIME = new Intl.DateTimeFormat("ja-JP", { ...ZONE, hour: "2-digit", minute: "2-digit" });
const DAY_TIME = new Intl.DateTimeFormat("ja-JP", {
  ...ZONE,
  month: "numeric",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
});
const DAY = new Intl.DateTimeFormat("ja-JP", { ...ZONE, dateStyle: "short" });

function dayOf(at: number): string {
  return DAY.format(at);
}
