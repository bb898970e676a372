import type { RenderedReply } from "../channels/rendered.ts";

/*
 * What the desk's server tells the desk's page, as JSON. Types alone: the page may import this file.
 */

/** Who somebody of the desk is to the others. */
export interface Person {
  readonly id: string;
  readonly name: string;
}

/** GET /desk/api/agents: to whom a conversation can be given; those who are there come first. */
export interface Colleague extends Person {
  readonly here: boolean;
}

/** GET /desk/api/me: who is signed in, and what they may do. */
export interface Me {
  readonly user: Person & { readonly role: string };
  /** Names of actions (src/desk/access/roles.ts). */
  readonly may: readonly string[];
  /** To be sent along as `x-csrf-token` with everything that changes something. */
  readonly csrf: string;
  /** SQLite serves one process alone. */
  readonly store: "sqlite" | "postgresql";
}

/** Where a hand-off stands; `held`: put aside by whoever has it. */
export type CardState = "waiting" | "talking" | "held" | "closed";

/** A conversation in which a person is wanted, as it stands in the queue. Times are epoch milliseconds. */
export interface Card {
  readonly id: number;
  /** Counts the changes of the hand-off. */
  readonly rev: number;
  readonly state: CardState;
  readonly channel: string;
  readonly city: string;
  /** In Japanese; null for the national default. */
  readonly cityName: string | null;
  /** The resident's language. */
  readonly lang: string;
  readonly askedAt: number;
  readonly takenAt: number | null;
  readonly closedAt: number | null;
  /** Asked for while nobody was there. */
  readonly afterHours: boolean;
  readonly agent: Person | null;
  /**
   * Since when whoever has it shows no sign of life; null: they are there, or nobody has it. Others see it, and may
   * take it over when `free`.
   */
  readonly silent: { readonly since: number; readonly free: boolean } | null;
  /** Where the flow stands, in Japanese. */
  readonly question: string;
  /** How much was written, by both. */
  readonly said: number;
  /** When somebody last wrote; null: nothing was written. */
  readonly lastSaid: { readonly at: number; readonly author: "resident" | "agent" } | null;
}

/** GET /desk/api/queue: all that is not over. */
export interface Queue {
  /** The server's clock, epoch milliseconds: waiting times are counted from it. */
  readonly now: number;
  /** The longest waiting first. */
  readonly waiting: readonly Card[];
  readonly mine: readonly Card[];
  readonly others: readonly Card[];
}

/** One line of what people wrote to each other. */
export interface ThreadLine {
  readonly id: number;
  readonly author: "resident" | "agent" | "note";
  /** Who of the desk; null: the resident. */
  readonly agent: Person | null;
  /** Null where the keys that it was kept with are gone. */
  readonly text: string | null;
  readonly at: number;
}

/** GET /desk/api/handoffs/:id, and the answer to everything that is done with one. */
export interface Opened {
  readonly handoff: Card;
  readonly view: View;
  readonly thread: readonly ThreadLine[];
  /** What is to be said of what was just written: that something was masked, or not understood. In Japanese. */
  readonly warnings: readonly string[];
}

/** How a question stands for whoever walks the flow with somebody. */
export interface ViewQuestion {
  readonly node: string;
  readonly title: string;
  /** `here`: it is the one that is asked now. `open`: it can be answered ahead. */
  readonly state: "answered" | "open" | "here";
  readonly value?: string;
  /** The answer in words. */
  readonly label?: string;
  readonly choices: readonly { readonly value: string; readonly label: string }[];
}

/** What an outcome says, with what it rests on. */
export interface ViewStatement {
  readonly text: string;
  readonly rule: string;
  readonly sources: readonly {
    readonly id: string;
    readonly title: string;
    /** Null: it is filed under a name, and no address is known. */
    readonly url: string | null;
    /** The day on which it was last read, YYYY-MM-DD; null: a city's own words, which have no such day. */
    readonly checked: string | null;
  }[];
}

/** What a reader said of the card: tries left, by the official names of what they are for. */
export interface ViewCard {
  /** Epoch milliseconds. */
  readonly readAt: number;
  /** `left: null`: it could not be read, which is not "not locked". */
  readonly counters: readonly { readonly name: string; readonly left: number | null }[];
}

/**
 * A conversation as whoever walks it with somebody sees it: the reply in the CALLER's language, for what is read
 * aloud, and in the agent's what to do with it.
 */
export interface View extends RenderedReply {
  /** The caller's. */
  readonly lang: string;
  readonly city: string;
  /** For the question that is open, in the agent's voice. */
  readonly script: {
    readonly say: readonly string[];
    readonly listen: readonly string[];
    readonly avoid: readonly string[];
  };
  readonly questions: readonly ViewQuestion[];
  /** On the way too; null: no card was read. */
  readonly card: ViewCard | null;
  /** Of the outcome; empty on the way. */
  readonly statements: readonly ViewStatement[];
  /** The outcome as it is to be read aloud, in order; empty on the way. */
  readonly aloud: readonly string[];
}

/** What an agent does on the flow. */
export type Turn =
  | { readonly choose: string; readonly node?: string }
  | { readonly text: string }
  | { readonly change: string }
  | { readonly command: "back" | "restart" | "language"; readonly value?: string };

/** POST …/turns, of a hand-off or of a call. `id` is a UUID of the client's. */
export type TurnBody = { readonly id: string } & Turn;

/** GET|PUT /desk/api/settings: what a lead sets while the program runs. */
export interface Settings {
  /** Told to every resident, in their language, until it is taken away; null: nothing. */
  readonly notice: Notice | null;
  /** Channels on which nobody takes over. */
  readonly off: { readonly line: boolean; readonly web: boolean };
}

/** One text in every language. */
export interface Notice {
  readonly ja: string;
  readonly "ja-simple": string;
  readonly en: string;
}

/** Server-sent events of /desk/api/events: what to fetch anew. */
export interface DeskEvents {
  readonly queue: Record<string, never>;
  readonly handoff: { readonly id: number };
}

/** What is told when something was not done. */
export interface Problem {
  readonly error: {
    readonly code: string;
    /** In Japanese, for whoever sits there. */
    readonly message: string;
    readonly field?: string;
    /** `taken`: who has it. */
    readonly by?: Person;
  };
}
