import type { Command, Rating } from "../src/assistant/index.ts";
import type { RenderedReply } from "../src/channels/rendered.ts";
import type { GuardedKind, Lang } from "../src/language/index.ts";

/** Where a conversation stands, in words that still carry their furigana in Aozora notation. */
export interface Standing extends RenderedReply {
  readonly lang: Lang;
  readonly city: string;
  readonly cityName: string | null;
  /** The answers as a link carries them. */
  readonly link: string;
  /** Where the slip opens on any device, with what was read from the card; null or left out: nowhere. */
  readonly slipPath?: string | null;
  /** Rises with every change. */
  readonly rev: number;
  /** The part of `say` that tells what became of the last input. */
  readonly notices: readonly string[];
  /** What everybody is to know now. */
  readonly alert?: string | null;
  /** The talk with a person; null or left out: there is none. */
  readonly person?: {
    readonly state: "waiting" | "talking" | "over";
    readonly open: boolean;
    readonly about: readonly string[];
    readonly messages: readonly {
      readonly id: number;
      readonly from: "you" | "desk";
      readonly text: string;
      readonly at: number;
    }[];
  } | null;
  readonly offersCard: boolean;
  readonly canPair: boolean;
  /** Only in the answer to the turn that opened it. */
  readonly pairing: Pairing | null;
}

/** The code that connects a card's reading with this conversation, once. */
export interface Pairing {
  readonly code: string;
  readonly server: string;
  /** Epoch milliseconds, or a date as text. */
  readonly expiresAt: number | string;
}

/** What a resident may say. */
export type Input =
  | { readonly choose: string; readonly node: string }
  /** `found`: what was masked in the text before it was sent. */
  | { readonly text: string; readonly found?: readonly GuardedKind[] }
  | { readonly change: string }
  | { readonly rate: Rating }
  | { readonly command: Command; readonly value?: Lang };

/** How a conversation begins. */
export interface Opening {
  readonly lang: Lang;
  readonly city?: string;
  /** Answers that a link carried. */
  readonly link?: string;
}

/** A drawing: its name, its attributes, and what it holds. */
export type Shape = readonly [
  name: string,
  attributes: Readonly<Record<string, string>>,
  ...content: (Shape | string)[],
];

/** What comes from elsewhere: the conversation was changed or deleted. */
export interface Watcher {
  changed(rev: number): void;
  gone(): void;
}

/**
 * A conversation with the assistant, wherever it runs. Every call settles within seconds.
 * @throws {Unreachable} where trying again may help.
 * @throws {Gone} where there is no such conversation any more.
 * @throws {Refused} where trying again would not help.
 */
export interface Talk {
  /** The assistant runs in this very page: no card can be paired and nobody answers in person. */
  readonly isLocal: boolean;
  /** A conversation was begun here before. */
  readonly isKept: boolean;
  begin(opening: Opening): Promise<Standing>;
  look(): Promise<Standing>;
  /** The same id again changes nothing. */
  turn(input: Input, id: string): Promise<Standing>;
  /** Tells of changes until `stop` says to end. */
  watch(watcher: Watcher, stop: AbortSignal): void;
  picture(id: string, lang: Lang): Promise<Shape>;
  /** An address that opens the same answers again. */
  linkTo(standing: Standing): string;
  /** The slip on a page of its own; undefined where there is none. */
  slipPage(standing: Standing): string | undefined;
}

/** Nobody answers just now. */
export class Unreachable extends Error {}

/** The conversation was deleted, or never was. */
export class Gone extends Error {}

/** The assistant does not take it; the message, where there is one, is for the resident. */
export class Refused extends Error {
  readonly standing: Standing | undefined;
  constructor(message: string, standing?: Standing) {
    super(message);
    this.standing = standing;
  }
}
