import type { GuardLoader } from "./guard.ts";
import type { Kept } from "./kept.ts";
import { Gone, type Input, type Opening, Refused, type Standing, type Talk, Unreachable } from "./talk.ts";
import { pause } from "./waiting.ts";

/** An input on its way. Its id is made once: however often it is sent, it counts once. */
interface Pending {
  readonly id: string;
  readonly input: Input;
}

/** What somebody has to be told beside where the conversation stands. */
export type News =
  /** An answer to what the resident did, or the first one. */
  | { readonly kind: "answered" }
  /** Changed elsewhere: in another tab, or by a card's reading. */
  | { readonly kind: "changed"; readonly byCard: boolean }
  | { readonly kind: "cut" | "connected" | "gone" }
  | { readonly kind: "refused" };

/** How a session reaches the outside. */
export interface Around {
  readonly talk: Talk;
  readonly kept: Kept;
  readonly guard: GuardLoader;
  /** Something to show or to say has changed. */
  readonly onNews: (news: News) => void;
}

/**
 * One resident's conversation as a page holds it. An input is kept in the tab until the server has answered
 * it, and is sent again under the same id for as long as nobody answers: nothing is lost, nothing counts twice.
 */
export class Session {
  readonly #around: Around;
  #stop = new AbortController();
  #latest = 0;
  standing: Standing | undefined;
  pending: Pending | undefined;
  /** Free text that was sent last, for as long as it was not understood. It is kept here alone. */
  wrote: string | undefined;
  /** Something that looked like a PIN was taken out of it. */
  masked = false;
  /** Nobody answers just now. */
  isCut = false;
  /** The conversation was deleted; `begin` starts another. */
  isGone = false;
  /** Why the last input was not taken: in words of the server, or by the id of words of our own. */
  refusal: { readonly text: string } | { readonly id: string } | undefined;

  constructor(around: Around) {
    this.#around = around;
  }

  /** Opens the conversation of this tab, or begins one. Tries until somebody answers or it is closed. */
  async open(opening: Opening): Promise<void> {
    const { talk, kept } = this.#around;
    this.close();
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    this.pending = kept.get("pending") as Pending | undefined;
    try {
      const standing = await this.#insist(() => startOf(talk, opening), signal);
      if (!standing) return;
      this.#adopt(standing);
    } catch (error) {
      this.#fail(error);
      return;
    }
    talk.watch({ changed: (rev) => void this.#heard(rev, signal), gone: () => this.#lose() }, signal);
    this.#tell({ kind: "answered" });
    if (this.pending) await this.#deliver(this.pending, signal);
  }

  /** Begins anew, where the conversation is gone. */
  async begin(opening: Opening): Promise<void> {
    this.#forget();
    this.#around.kept.set("token", undefined);
    this.isGone = false;
    this.standing = undefined;
    this.#latest = 0;
    await this.open(opening);
  }

  /** Nothing more is sent or heard until it is opened again. */
  close(): void {
    this.#stop.abort();
    this.isCut = false;
  }

  /** Says something; ignored while something else is on its way. */
  async send(input: Input): Promise<void> {
    if (this.pending || !this.standing || this.isGone) return;
    this.refusal = undefined;
    this.wrote = undefined;
    this.masked = false;
    const { signal } = this.#stop;
    this.pending = { id: newId(), input };
    if ("text" in input && !(await this.#mask(this.pending.id, input.text))) return;
    this.#around.kept.set("pending", this.pending);
    await this.#deliver(this.pending, signal);
  }

  /** A PIN typed by mistake leaves this page under no circumstances, and is not even kept in the tab. */
  async #mask(id: string, typed: string): Promise<boolean> {
    try {
      const guard = await this.#around.guard();
      const { text, found } = guard(typed);
      this.wrote = text;
      this.masked = found.length > 0;
      const kinds = Array.from(new Set(found.map(({ kind }) => kind)));
      this.pending = { id, input: { text, ...(this.masked && { found: kinds }) } };
      return true;
    } catch {
      this.pending = undefined;
      this.#refuse({ id: "widget.unguarded" });
      return false;
    }
  }

  async #deliver({ input, id }: Pending, signal: AbortSignal): Promise<void> {
    try {
      const standing = await this.#insist(() => this.#around.talk.turn(input, id), signal);
      if (!standing) return;
      this.#forget();
      if (standing.notices.length === 0) this.wrote = undefined;
      // The answer warns better: it knows of what, and what to do.
      else this.masked = false;
      this.#adopt(standing);
      this.#tell({ kind: "answered" });
    } catch (error) {
      this.#forget();
      this.#fail(error);
    }
    await this.#heard(this.#latest, signal);
  }

  #fail(error: unknown): void {
    if (error instanceof Gone) {
      this.#lose();
    } else if (error instanceof Refused && error.standing) {
      this.#adopt(error.standing);
      this.#tell({ kind: "answered" });
    } else {
      const text = error instanceof Refused ? error.message : "";
      this.#refuse(text ? { text } : { id: "error.internal" });
    }
  }

  #refuse(refusal: NonNullable<Session["refusal"]>): void {
    this.refusal = refusal;
    this.#tell({ kind: "refused" });
  }

  /** Tries until somebody answers; undefined where it was closed before. */
  async #insist<T>(attempt: () => Promise<T>, signal: AbortSignal): Promise<T | undefined> {
    for (let tries = 0; !signal.aborted; tries++) {
      try {
        const answer = await attempt();
        if (signal.aborted) return undefined;
        this.#reach(true);
        return answer;
      } catch (error) {
        if (signal.aborted) return undefined;
        if (!(error instanceof Unreachable)) {
          this.#reach(true);
          throw error;
        }
        this.#reach(false);
        await pause(tries, signal);
      }
    }
    return undefined;
  }

  /** Says once that nobody answers, and once that somebody does again. */
  #reach(reached: boolean): void {
    if (this.isCut !== reached) return;
    this.isCut = !reached;
    this.#tell({ kind: reached ? "connected" : "cut" });
  }

  async #heard(rev: number, signal: AbortSignal): Promise<void> {
    if (rev > this.#latest) this.#latest = rev;
    const before = this.standing;
    // What is on its way brings the news along.
    if (this.pending || !before || this.#latest <= before.rev || signal.aborted) return;
    try {
      const standing = await this.#around.talk.look();
      if (signal.aborted || this.pending || standing.rev <= (this.standing?.rev ?? 0)) return;
      this.#adopt(standing);
      this.#tell({ kind: "changed", byCard: before.offersCard && !standing.offersCard });
    } catch (error) {
      if (error instanceof Gone) this.#lose();
      // Otherwise the next event brings it.
    }
  }

  #adopt(standing: Standing): void {
    this.standing = standing;
    this.refusal = undefined;
    this.#latest = Math.max(this.#latest, standing.rev);
  }

  #lose(): void {
    this.#forget();
    this.#stop.abort();
    this.isGone = true;
    this.#tell({ kind: "gone" });
  }

  #forget(): void {
    this.pending = undefined;
    this.#around.kept.set("pending", undefined);
  }

  #tell(news: News): void {
    this.#around.onNews(news);
  }
}

/** The conversation of this tab where there is one; a new one where there is none, or where it is gone. */
async function startOf(talk: Talk, opening: Opening): Promise<Standing> {
  if (!talk.isKept) return talk.begin(opening);
  try {
    return await talk.look();
  } catch (error) {
    if (error instanceof Gone) return talk.begin(opening);
    throw error;
  }
}

/** Also where the page came over plain http, in an office's own network. */
function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");
}
