import { guard } from "../../src/language/index.ts";
import type { Card, Colleague, Me, Opened, Queue, Settings, Turn, View } from "../../src/desk/view.ts";
import { type Kept, keptIn } from "../kept.ts";
import { pause } from "../waiting.ts";
import { type Drafts, draftsIn } from "./drafts.ts";
import { follow } from "./following.ts";
import { oneAtATime } from "./one-at-a-time.ts";
import { type Letter, type Outbox, outboxIn } from "./outbox.ts";
import { HOME, isSame, pathOf, type Place } from "./place.ts";
import { type Ask, askWith, Refused, SignedOut, signOut, Unreachable } from "./server.ts";
import { newUuid } from "./uuid.ts";
import { say } from "./words.ts";

/** What is shown of the place: a hand-off with its thread, or a call. */
export type Standing = { readonly view: View } & Partial<Opened>;

/** The short code under which a caller finds the slip. */
export interface SlipCode {
  readonly code: string;
  readonly spoken: readonly { readonly char: string; readonly ja: string; readonly en: string }[];
  readonly address: string;
  readonly link: string;
  readonly expiresAt: number;
  /** What to say, in the caller's language. */
  readonly aloud: readonly string[];
}

/** A call that was not ended yet. */
export interface OpenCall {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** Something to be told: in a frame at the top, until it is put away. */
export interface Notice {
  readonly text: string;
  readonly tone: "done" | "told" | "problem";
}

/** What one does with a hand-off beside writing. */
export type Act = "take" | "hold" | "resume" | "transfer" | "close" | "give-back";

/** What whoever draws is told. */
export interface Listener {
  /** Something to show has changed. */
  changed(): void;
  /** To be said to those who do not see it. */
  said(text: string): void;
  /** The place is another one. */
  moved(place: Place): void;
  /** What one did brought the flow to another question, or to the outcome. */
  walked(): void;
  /** Somebody has to sign in again. */
  signedOut(): void;
}

/** After these the place is left: the conversation is no longer one's own. */
const LEAVING: Partial<Record<Act, () => string>> = {
  transfer: () => say("talk.transferred"),
  close: () => say("talk.closed_done"),
  "give-back": () => say("talk.given_back"),
};
/** So many open calls are remembered. */
const MOST_CALLS = 5;
const LONGEST_TRIES = 3;
/** Somebody waits for what they have pressed: so often it is tried, and then they are told. */
const MOST_TRIES = 3;
/** The server looks at it by the minute, and signs out after half an hour without. */
const HERE_MS = 2 * 60_000;

/**
 * What the page knows and does. Every answer names the place it was asked for and its turn in asking: one that comes
 * late, for another conversation or after a newer one, is never shown.
 */
export class Session {
  readonly #listener: Listener;
  readonly #ask: Ask;
  readonly #stop = new AbortController();
  /** Counts what was asked. */
  #asked = 0;
  /** What is shown was asked for as this. */
  #shown = 0;
  #look: () => Promise<void> = async () => {};
  #isOpen = false;
  #hereAt = 0;
  readonly #delivering = new Set<string>();
  #kept: Kept = keptIn("desk");
  me: Me | undefined;
  queue: Queue | undefined;
  /** The server's clock minus this one's, milliseconds. */
  skew = 0;
  place: Place = HOME;
  standing: Standing | undefined;
  /** What was to be shown is over, or is for others. */
  lost: string | undefined;
  settings: Settings | undefined;
  slipCode: SlipCode | undefined;
  colleagues: readonly Colleague[] | undefined;
  /** Conversations that are over, for those who may look at them. */
  over: readonly Card[] | undefined;
  notice: Notice | undefined;
  /** What is being done just now. */
  acting: Act | "call" | "slip" | "settings" | undefined;
  isCut = false;
  outbox: Outbox = outboxIn(this.#kept);
  drafts: Drafts = draftsIn(this.#kept);

  constructor(listener: Listener) {
    this.#listener = listener;
    const ask = askWith(() => this.me?.csrf ?? "");
    this.#ask = async (method, path, body) => {
      try {
        return await ask(method, path, body);
      } catch (error) {
        // Signed in again in another tab: the session is another one, and has another token.
        if (!(error instanceof Refused) || error.code !== "stale_form") throw error;
        await this.#meet();
        return ask(method, path, body);
      }
    };
  }

  /** Finds out who sits here, and follows what happens. */
  async start(place: Place): Promise<void> {
    await this.#guarded(async () => {
      await this.#meet();
      this.go(this.#cameFrom(place));
      for (const letter of this.outbox.all()) void this.#deliver(letter.place);
      if (!this.may("handoff.see")) return;
      void follow(
        {
          connected: () => void this.#connected(),
          cut: () => this.#cut(),
          heard: (name, data) => this.#heard(name, data),
        },
        this.#stop.signal,
      );
    });
  }

  stop(): void {
    this.#stop.abort();
    this.drafts.keep();
  }

  /** Shows another place. */
  go(place: Place): void {
    if (this.#isOpen && isSame(place, this.place)) return;
    this.#isOpen = true;
    this.place = place;
    this.standing = undefined;
    this.lost = undefined;
    this.slipCode = undefined;
    this.settings = undefined;
    this.over = undefined;
    this.#shown = 0;
    this.#look = oneAtATime(() => this.#fetch(place));
    this.#listener.moved(place);
    void this.#look();
    if (place.kind === "settings") void this.#loadSettings();
    if (place.kind === "over") void this.#loadOver();
  }

  may(action: string): boolean {
    return this.me?.may.includes(action) ?? false;
  }

  /** Whether the conversation that is shown is for whoever sits here to answer. */
  get isMine(): boolean {
    const { handoff } = this.standing ?? {};
    return handoff ? handoff.agent?.id === this.me?.user.id && handoff.state !== "closed" : true;
  }

  /** Something in this place is on its way. */
  get isWaiting(): boolean {
    return this.outbox.of(this.place).some(({ kind }) => kind === "turn");
  }

  /** Calls of this tab that were not ended. */
  get calls(): readonly OpenCall[] {
    return (this.#kept.get("calls") ?? []) as readonly OpenCall[];
  }

  set calls(calls: readonly OpenCall[]) {
    this.#kept.set("calls", calls.length > 0 ? calls.slice(-MOST_CALLS) : undefined);
  }

  /** Writes to the other side, or a note. What looks like a PIN leaves this page under no circumstances. */
  write(kind: "say" | "note", written: string): void {
    const text = this.#masked(written.trim());
    if (text === "") return;
    this.drafts.write(this.place, kind, "");
    this.#post({ kind, body: { text } });
  }

  /** One step of the flow; ignored while another is on its way. */
  turn(body: Turn): void {
    if (this.isWaiting || !this.standing || !this.isMine) return;
    const text = "text" in body && typeof body.text === "string" ? this.#masked(body.text) : undefined;
    this.#post({ kind: "turn", body: text === undefined ? body : { text } });
  }

  #masked(text: string): string {
    const guarded = guard(text);
    this.notice = guarded.found.length > 0 ? { text: say("app.masked"), tone: "problem" } : undefined;
    return guarded.text;
  }

  #post(letter: Pick<Letter, "kind" | "body">): void {
    const { place } = this;
    this.outbox.put({ ...letter, id: newUuid(), place, at: Date.now() });
    this.#listener.changed();
    void this.#deliver(place);
  }

  /** Tries again what was refused. */
  again(letter: Letter): void {
    const { refused: _, ...rest } = letter;
    this.outbox.put(rest);
    void this.#deliver(letter.place);
  }

  /** Takes back what was refused, into the field it came from. */
  drop(letter: Letter): void {
    this.outbox.take(letter.id);
    if (letter.kind !== "turn" && "text" in letter.body && typeof letter.body.text === "string") {
      const { place, kind, body } = letter;
      const draft = this.drafts.of(place, kind);
      this.drafts.write(place, kind, [body.text, draft].filter((text) => text !== "").join("\n"));
    }
    this.#listener.changed();
  }

  /** Does something with a hand-off. The one that is taken is opened. */
  async act(id: number, act: Act, body: object = {}): Promise<void> {
    if (this.acting) return;
    this.#begin(act);
    if (act === "take") this.go({ kind: "handoff", id });
    const place = { kind: "handoff", id } as const;
    const asked = ++this.#asked;
    const once = { ...body, id: newUuid() };
    let tries = 0;
    await this.#told(async () => {
      const answer = await this.#insist(
        () => this.#ask<Opened>("POST", `/handoffs/${id}/${act}`, once),
        () => tries++ < MOST_TRIES,
      );
      if (!answer) throw new Unreachable(act);
      const done = LEAVING[act];
      if (!done) return this.#adopt(place, asked, answer);
      if (isSame(place, this.place)) this.go(HOME);
      this.#tell(done(), "done");
    });
    await Promise.all([this.#look(), this.#refreshQueue()]);
  }

  async loadColleagues(): Promise<void> {
    this.colleagues = undefined;
    await this.#told(async () => {
      this.colleagues = await this.#ask<readonly Colleague[]>("GET", "/agents");
    });
  }

  /** Begins to walk the flow with a caller. */
  async newCall(): Promise<void> {
    if (this.acting || !this.may("call.use")) return;
    this.#begin("call");
    const asked = ++this.#asked;
    await this.#told(async () => {
      const answer = await this.#ask<Standing & { call: string }>("POST", "/calls", { lang: "ja" });
      this.calls = [...this.calls, { id: answer.call, at: Date.now() }];
      const place = { kind: "call", id: answer.call } as const;
      this.go(place);
      this.#adopt(place, asked, answer);
      this.#listener.walked();
    });
  }

  /** The caller has hung up: nothing of the call is kept. */
  async endCall(id: string): Promise<void> {
    this.#forgetCall(id);
    this.go(HOME);
    await this.#told(async () => {
      await this.#ask("DELETE", `/calls/${id}`);
      this.#tell(say("guide.ended"), "done");
    });
  }

  #forgetCall(id: string): void {
    this.calls = this.calls.filter((call) => call.id !== id);
  }

  /** A code for the slip of the call that is shown. */
  async askSlipCode(): Promise<void> {
    const { place, standing } = this;
    if (place.kind !== "call" || !standing?.view.outcome?.slip || this.acting) return;
    this.#begin("slip");
    await this.#told(async () => {
      const code = await this.#ask<SlipCode>("POST", `/calls/${place.id}/slip-code`, {});
      if (isSame(place, this.place)) this.slipCode = code;
    });
  }

  async #loadOver(): Promise<void> {
    await this.#told(async () => {
      const { closed } = await this.#ask<{ closed: readonly Card[] }>("GET", "/handoffs/closed");
      this.over = closed;
    });
  }

  /** A hand on the keyboard keeps one signed in; what the page fetches by itself does not. */
  async here(): Promise<void> {
    if (!this.me || Date.now() - this.#hereAt < HERE_MS) return;
    this.#hereAt = Date.now();
    // What cannot be reached now is told elsewhere.
    await this.#guarded(() => this.#ask("POST", "/here")).catch(() => {});
  }

  async saveSettings(settings: Settings): Promise<void> {
    if (this.acting) return;
    this.#begin("settings");
    await this.#told(async () => {
      this.settings = await this.#ask<Settings>("PUT", "/settings", settings);
      this.#tell(say("settings.saved"), "done");
    });
  }

  async #loadSettings(): Promise<void> {
    await this.#told(async () => {
      this.settings = await this.#ask<Settings>("GET", "/settings");
    });
  }

  /** Ends the session, and leaves nothing of it in this tab. */
  async signOut(): Promise<void> {
    await this.#told(async () => {
      await signOut(this.me?.csrf ?? "");
      this.#stop.abort();
      forgetTab();
      this.#listener.signedOut();
    });
  }

  putAway(): void {
    this.notice = undefined;
    this.#listener.changed();
  }

  #tell(text: string, tone: Notice["tone"]): void {
    this.notice = { text, tone };
    this.#listener.said(text);
    this.#listener.changed();
  }

  #begin(act: NonNullable<Session["acting"]>): void {
    this.acting = act;
    this.notice = undefined;
    this.#listener.changed();
  }

  /** Does something once, and tells where it did not work. */
  async #told(attempt: () => Promise<void>): Promise<void> {
    try {
      await this.#guarded(attempt);
    } catch (error) {
      if (error instanceof Unreachable) this.#tell(say("app.unreached"), "problem");
      else this.#tell((error instanceof Refused && error.message) || say("app.failed"), "problem");
    } finally {
      this.acting = undefined;
      this.#listener.changed();
    }
  }

  /** Whoever is signed out goes to sign in, and comes back to the same place. */
  async #guarded(attempt: () => Promise<void>): Promise<void> {
    try {
      await attempt();
    } catch (error) {
      if (!(error instanceof SignedOut)) throw error;
      this.stop();
      this.#kept.set("place", this.place);
      this.#listener.signedOut();
    }
  }

  /** Who sits here. What another person left in this tab is forgotten. */
  async #meet(): Promise<void> {
    const me = await this.#insist(() => this.#ask<Me>("GET", "/me"));
    if (!me) return;
    if (this.me && this.me.user.id !== me.user.id) {
      // Somebody else has signed in, in another tab: nothing of the former may stay on the screen.
      forgetTab();
      location.reload();
    }
    if (!this.me) {
      if (this.#kept.get("user") !== me.user.id) forgetTab();
      this.#kept.set("user", me.user.id);
      this.outbox = outboxIn(this.#kept);
      this.drafts = draftsIn(this.#kept);
    }
    this.me = me;
    this.#listener.changed();
  }

  /** Where one was when the session ended. */
  #cameFrom(place: Place): Place {
    const before = this.#kept.get("place") as Place | undefined;
    this.#kept.set("place", undefined);
    return place.kind === "home" && before ? before : place;
  }

  async #connected(): Promise<void> {
    this.#reach(true);
    await this.#guarded(() => this.#meet());
    await Promise.all([this.#refreshQueue(), this.#look()]);
  }

  /** The stream of events is gone: perhaps the server is, perhaps the session; until it is back, we ask. */
  #cut(): void {
    this.#reach(false);
    void this.#meetAgain();
  }

  readonly #meetAgain = oneAtATime(async () => {
    await this.#guarded(() => this.#meet());
    await this.refresh();
  });

  /** Comes back to the page: what happened while nobody looked. */
  async refresh(): Promise<void> {
    await Promise.all([this.#refreshQueue(), this.#look()]);
  }

  #heard(name: "queue" | "handoff", data: string): void {
    void this.#refreshQueue();
    const { place } = this;
    if (name === "handoff" && place.kind === "handoff" && idIn(data) === place.id) void this.#look();
  }

  readonly #refreshQueue = oneAtATime(() =>
    this.#guarded(async () => {
      if (!this.may("handoff.see")) return;
      const queue = await this.#insist(() => this.#ask<Queue>("GET", "/queue"));
      if (!queue) return;
      const before = this.queue;
      this.queue = queue;
      this.skew = queue.now - Date.now();
      if (before) this.#compare(before, queue);
      this.#listener.changed();
    }),
  );

  /** Says what is new to those who do not see it. */
  #compare(before: Queue, now: Queue): void {
    const known = new Set([...before.waiting, ...before.mine, ...before.others].map(({ id }) => id));
    if (now.waiting.some(({ id }) => !known.has(id)))
      this.#listener.said(say("queue.new", { n: now.waiting.length }));
    const wrote = ({ id, said, lastSaid }: Card): boolean =>
      lastSaid?.author === "resident" && said > (before.mine.find((one) => one.id === id)?.said ?? said);
    if (now.mine.some((card) => wrote(card) && !isSame(this.place, { kind: "handoff", id: card.id })))
      this.#listener.said(say("queue.wrote"));
  }

  async #fetch(place: Place): Promise<void> {
    const path = pathOf(place);
    if (path === undefined) return;
    let asked = 0;
    const attempt = (): Promise<Standing> => {
      asked = ++this.#asked;
      return this.#ask<Standing>("GET", path);
    };
    try {
      await this.#guarded(async () => {
        const answer = await this.#insist(attempt, () => isSame(place, this.place));
        if (answer) this.#adopt(place, asked, answer);
      });
    } catch (error) {
      if (isSame(place, this.place)) this.#lose(place, error);
    }
  }

  #lose(place: Place, error: unknown): void {
    this.standing = undefined;
    const gone = say(place.kind === "call" ? "guide.gone" : "talk.gone");
    this.lost = (error instanceof Refused && error.message) || gone;
    if (place.kind === "call") this.#forgetCall(place.id);
    this.#listener.changed();
  }

  /** Takes an answer for what is shown, where it is for this place and nothing newer is shown. */
  #adopt(place: Place, asked: number, answer: Standing): void {
    if (!isSame(place, this.place)) return;
    if (asked < this.#shown) {
      void this.#look();
      return;
    }
    this.#shown = asked;
    this.standing = answer;
    this.lost = undefined;
    if (answer.warnings && answer.warnings.length > 0) this.#tell(answer.warnings.join(" "), "told");
    this.#listener.changed();
  }

  /** Sends what is to be sent from a place, one after the other. */
  async #deliver(place: Place): Promise<void> {
    const path = pathOf(place);
    if (path === undefined || this.#delivering.has(path)) return;
    this.#delivering.add(path);
    try {
      await this.#guarded(async () => {
        for (let letter = this.outbox.next(place); letter; letter = this.outbox.next(place)) {
          if (!(await this.#send(`${path}/${letter.kind === "turn" ? "turns" : letter.kind}`, letter)))
            return;
        }
      });
    } finally {
      this.#delivering.delete(path);
    }
  }

  /** False where it was given up. */
  async #send(path: string, letter: Letter): Promise<boolean> {
    const { id, place, body, kind } = letter;
    let asked = 0;
    try {
      const answer = await this.#insist(() => {
        asked = ++this.#asked;
        return this.#ask<Standing>("POST", path, { ...body, id });
      });
      if (!answer) return false;
      this.outbox.take(id);
      this.#adopt(place, asked, answer);
      if (kind === "turn" && isSame(place, this.place)) this.#listener.walked();
    } catch (error) {
      if (error instanceof SignedOut) throw error;
      const reason = (error instanceof Refused && error.message) || say("app.failed");
      if (kind === "turn") this.outbox.take(id);
      else this.outbox.put({ ...letter, refused: reason });
      this.#tell(reason, "problem");
      if (isSame(place, this.place)) void this.#look();
    }
    return true;
  }

  /** Tries until somebody answers; undefined where it is no longer wanted. */
  async #insist<T>(attempt: () => Promise<T>, wanted: () => boolean = () => true): Promise<T | undefined> {
    const { signal } = this.#stop;
    for (let tries = 0; !signal.aborted && wanted(); tries++) {
      try {
        const answer = await attempt();
        this.#reach(true);
        return answer;
      } catch (error) {
        if (!(error instanceof Unreachable)) throw error;
        this.#reach(false);
        await pause(Math.min(tries, LONGEST_TRIES), signal);
      }
    }
    return undefined;
  }

  /** Says once that nobody answers, and once that somebody does again. */
  #reach(reached: boolean): void {
    if (this.isCut !== reached) return;
    this.isCut = !reached;
    this.#listener.said(say(reached ? "app.connected" : "app.cut"));
    this.#listener.changed();
  }
}

function idIn(data: string): number {
  try {
    return Number((JSON.parse(data) as { id?: unknown }).id);
  } catch {
    return Number.NaN;
  }
}

/** Everything that this tab keeps of whoever sat here. */
function forgetTab(): void {
  try {
    Object.keys(sessionStorage)
      .filter((key) => key.startsWith("tokeru desk "))
      .forEach((key) => sessionStorage.removeItem(key));
  } catch {
    // Where storage is forbidden, nothing was kept.
  }
}
