import type { Decision, DocumentId } from "../facts/index.ts";
import type { FlowNode, QuestionId } from "../flows/index.ts";
import type { Lang, Line } from "../language/index.ts";
import type { AnsweredBy, Rating, WithPerson } from "./conversation.ts";
import type { PictureId } from "./pictures.ts";
import type { Slip } from "./slip.ts";

/** Something to choose, in full and in at most 20 characters for narrow buttons. */
export interface Choice {
  readonly value: string;
  readonly label: Line;
  readonly short: Line;
}

/** An answer that was given, for "your answers so far". */
export interface AnswerView {
  readonly node: QuestionId;
  readonly value: string;
  readonly by: AnsweredBy;
  readonly question: Line;
  readonly label: Line;
}

/** One part of an outcome: a heading and what stands below it. */
export interface Section {
  readonly id: SectionId;
  readonly lines: readonly Line[];
}

export const SECTION_IDS = [
  "answer",
  "where",
  "steps",
  "bring",
  "effort",
  "caveats",
  "alternatives",
  "unknown",
  "grounds",
  "sources",
] as const;
export type SectionId = (typeof SECTION_IDS)[number];

/** What an outcome takes over from the decision as it is. */
type TakenOver = Pick<
  Decision,
  | "route"
  | "alternatives"
  | "stores"
  | "visits"
  | "same_day"
  | "cost_yen"
  | "caveats"
  | "unknowns"
  | "contradictions"
  | "sources"
>;

/** The end of a flow: what is the matter, where to go, and how sure that is. */
export interface Outcome extends TakenOver {
  readonly rule: string;
  readonly diagnosis: {
    readonly situation: Decision["situation"];
    readonly secret: Decision["secret"];
    /** Official names of the applications on the chip. */
    readonly applications: readonly string[];
  };
  /** The decision's documents, in place of which a city may ask for its own. */
  readonly bring: readonly DocumentId[];
  readonly grounded: { readonly on: "answers" | "card"; readonly readAt?: number };
  readonly factsVersion: string;
  /** The same in words, in the order in which to say it. */
  readonly sections: readonly Section[];
  /** What to hand to the clerk; null where no clerk is involved. */
  readonly slip: Slip | null;
}

/** What the assistant says, before any channel has given it a form. */
export interface Reply {
  readonly node: FlowNode;
  readonly lang: Lang;
  /** What happened to the input, where it needs a word: a stale button, a language switch. */
  readonly notices: readonly Line[];
  /** The question, or the headline of the outcome. */
  readonly say: readonly Line[];
  readonly help: Line | null;
  /** The drawing that explains it better than words; its text alternative is `picture.<id>.alt`. */
  readonly picture: PictureId | null;
  /** Whether reading the card's counters would help here, and has not been done. */
  readonly offersCard: boolean;
  readonly choices: readonly Choice[];
  /** The choice that typed words spoke for, to be shown as the likely one; it decides nothing. */
  readonly suggested: string | null;
  readonly answers: readonly AnswerView[];
  readonly outcome: Outcome | null;
  /** What somebody has said of the outcome; null: nothing yet, or there is none. */
  readonly rated: Rating | null;
  /** Whether a person is wanted or talks; null: neither. While one talks, there is nothing to show but notices. */
  readonly person: WithPerson["state"] | null;
}
