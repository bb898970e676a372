import { html, LitElement, nothing } from "lit";
import { Announcer } from "./announcer.ts";
import css from "./desk/desk.css?inline";
import { CHOICE_KEYS, isForOthers, type Shortcut, shortcutOf } from "./desk/keys.ts";
import { hashOf, HOME, type Place, placeIn } from "./desk/place.ts";
import type { Acts, Content, Scene, Shown } from "./desk/scene.ts";
import { type Listener, Session } from "./desk/session.ts";
import { bar, notices } from "./desk/views/bar.ts";
import { call } from "./desk/views/call.ts";
import { conversation } from "./desk/views/conversation.ts";
import { dialog } from "./desk/views/dialogs.ts";
import { home } from "./desk/views/home.ts";
import { over } from "./desk/views/over.ts";
import { queue } from "./desk/views/queue.ts";
import { settings } from "./desk/views/settings.ts";
import { leftOver } from "./desk/views/thread.ts";
import { say } from "./desk/words.ts";
import { LANGS } from "../src/language/langs.ts";

/** Waiting times are told to the second. */
const TICK_MS = 1_000;
const SIGN_IN = "/desk/sign-in";
/** Whether shortcuts of one character work, for this browser. */
const KEYS = "tokeru desk keys";

const CLOSED: Omit<Shown, "keys"> = {
  dialog: undefined,
  asks: undefined,
  ahead: undefined,
  filter: "",
  picked: 0,
  writing: "say",
  side: "thread",
  copied: false,
};

/** `<tokeru-desk>`: the page of those who answer in person, on the telephone and in writing. */
class TokeruDesk extends LitElement {
  #shown: Shown = { ...CLOSED, keys: readKeys() };
  #announcer: Announcer | undefined;
  #focusOn: string | undefined;
  /** The newest lines of the thread were in view. */
  #atEnd = true;
  #tick: ReturnType<typeof setInterval> | undefined;

  readonly #listener: Listener = {
    changed: () => this.requestUpdate(),
    said: (text) => this.#announcer?.say([{ text, lang: "ja" }]),
    moved: (place) => this.#moved(place),
    walked: () => {
      this.#shown = { ...this.#shown, ahead: undefined, asks: undefined };
      // What words seem to mean needs but one more key.
      const isLikely = this.#session.standing?.view.suggested != null;
      if (!this.#isWriting()) this.#focusOn = isLikely ? ".choice.likely" : "#guide-heading";
      this.requestUpdate();
    },
    signedOut: () => location.assign(SIGN_IN),
  };
  readonly #session = new Session(this.#listener);

  /** The page is ours alone: nothing has to be kept apart. */
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    document.adoptedStyleSheets = [sheet];
    addEventListener("hashchange", this.#turned);
    addEventListener("keydown", this.#pressed);
    addEventListener("pagehide", this.#leave);
    addEventListener("pageshow", this.#back);
    document.addEventListener("visibilitychange", this.#seen);
    for (const act of ["keydown", "pointerdown"]) addEventListener(act, this.#here, { passive: true });
    this.#tick = setInterval(() => this.requestUpdate(), TICK_MS);
    void this.#session.start(placeIn(location.hash));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("hashchange", this.#turned);
    removeEventListener("keydown", this.#pressed);
    removeEventListener("pagehide", this.#leave);
    removeEventListener("pageshow", this.#back);
    document.removeEventListener("visibilitychange", this.#seen);
    for (const act of ["keydown", "pointerdown"]) removeEventListener(act, this.#here);
    clearInterval(this.#tick);
    this.#session.stop();
  }

  readonly #turned = (): void => this.#session.go(placeIn(location.hash));
  readonly #here = (): void => void this.#session.here();
  readonly #leave = (): void => this.#session.drafts.keep();
  /** A page that the browser had put aside may be somebody else's by now. */
  readonly #back = ({ persisted }: PageTransitionEvent): void => {
    if (persisted) location.reload();
  };
  readonly #seen = (): void => {
    if (document.visibilityState === "visible" && this.#session.me) void this.#session.refresh();
  };

  #moved(place: Place): void {
    const hash = hashOf(place);
    if (placeIn(location.hash).kind !== "home" || place.kind !== "home") {
      if (location.hash !== hash) location.hash = hash;
    }
    const wasDrawn = this.hasUpdated && this.#session.queue !== undefined;
    this.#shown = { ...CLOSED, keys: this.#shown.keys };
    this.#atEnd = true;
    if (wasDrawn) this.#focusOn = "#place";
    this.requestUpdate();
  }

  /** In the field for an answer or a note: the focus stays there. */
  #isWriting(): boolean {
    return this.querySelector("#write") === document.activeElement && document.activeElement !== null;
  }

  readonly #pressed = (event: KeyboardEvent): void => {
    if (event.key === "Escape" && !event.isComposing && !this.#shown.dialog) this.#escape();
    if (!this.#shown.keys || this.#shown.dialog || isForOthers(event)) return;
    const choice = this.#choices[CHOICE_KEYS.indexOf(event.key.toLowerCase())];
    const shortcut = shortcutOf(event.key);
    if (choice !== undefined) this.#acts.choose(choice);
    else if (shortcut) this.#acts.press(shortcut);
    else return;
    event.preventDefault();
  };

  /** Out of a field, or back from a question that was opened ahead: shortcuts work again. */
  #escape(): void {
    this.#acts.show(
      { asks: undefined, ahead: undefined },
      this.#session.standing ? "#guide-heading" : "#place",
    );
  }

  /** Values of what can be chosen now. */
  get #choices(): readonly string[] {
    const { standing, isMine } = this.#session;
    if (!standing || !isMine) return [];
    const { view } = standing;
    const ahead = view.questions.find(({ node }) => node === this.#shown.ahead);
    return (ahead ?? view).choices.map(({ value }) => value);
  }

  readonly #acts: Acts = {
    show: (change, focusOn) => {
      if (change.keys !== undefined) writeKeys(change.keys);
      this.#shown = { ...this.#shown, ...change };
      if (focusOn) this.#focusOn = focusOn;
      this.requestUpdate();
    },
    press: (shortcut) => this.#shortcuts[shortcut](),
    choose: (value) => {
      const { standing } = this.#session;
      if (standing) this.#session.turn({ choose: value, node: this.#shown.ahead ?? standing.view.node });
    },
    open: (node) => {
      this.querySelector("dialog")?.close();
      const { questions = [] } = this.#session.standing?.view ?? {};
      const isAnswered = questions.find((one) => one.node === node)?.state === "answered";
      const isHere = node === this.#session.standing?.view.node;
      if (isAnswered) this.#session.turn({ change: node });
      this.#acts.show({ ahead: isAnswered || isHere ? undefined : node }, "#guide-heading");
    },
    act: (id, act, body) => void this.#session.act(id, act, body),
    take: ({ id, agent }) => void this.#session.act(id, "take", agent ? { from: agent.id } : {}),
    use: (texts) => {
      const { drafts, place } = this.#session;
      const draft = drafts.of(place, "say");
      drafts.write(place, "say", [draft, ...texts].filter((text) => text !== "").join("\n"));
      this.#acts.show({ writing: "say", side: "thread" }, "#write");
    },
    ask: (what) => {
      if (what === "signOut" && this.#session.outbox.all().length === 0) void this.#session.signOut();
      else if (this.#shown.asks === what) this.#acts.confirm();
      else this.#acts.show({ asks: what }, "#asks");
    },
    confirm: () => this.#confirm(),
    write: (field, text) => {
      this.#session.drafts.write(this.#session.place, field, text);
      this.requestUpdate();
    },
    send: (field) => {
      const { drafts, place } = this.#session;
      const text = drafts.of(place, field).trim();
      if (field !== "text") this.#session.write(field, text);
      else if (text !== "" && !this.#session.isWaiting) {
        drafts.write(place, field, "");
        this.#session.turn({ text });
      }
      this.#atEnd = true;
      this.requestUpdate();
    },
  };

  #confirm(): void {
    const { asks } = this.#shown;
    const { place } = this.#session;
    this.#acts.show({ asks: undefined });
    if (asks === "signOut") void this.#session.signOut();
    if (asks === "restart") this.#session.turn({ command: "restart" });
    if (asks === "end" && place.kind === "call") void this.#session.endCall(place.id);
    if (asks === "close" && place.kind === "handoff") void this.#session.act(place.id, "close");
  }

  /** The hand-off that is shown, where it is for whoever sits here to answer. */
  #mine(): { readonly id: number; readonly state: string } | undefined {
    const { standing, isMine } = this.#session;
    return isMine ? standing?.handoff : undefined;
  }

  readonly #shortcuts: Readonly<Record<Shortcut, () => void>> = {
    newCall: () => void this.#session.newCall(),
    text: () => this.#acts.show({ side: "guide" }, "#free"),
    back: () => this.#session.turn({ command: "back" }),
    restart: () => this.#session.standing && this.#acts.ask("restart"),
    jump: () => {
      if (!this.#session.standing || !this.#session.isMine) return;
      this.#acts.show({ dialog: "jump", filter: "", picked: 0 }, "#filter");
    },
    slip: () => {
      if (this.#session.place.kind !== "call" || !this.#session.standing) return;
      this.#acts.show({ dialog: "slip", copied: false });
      if (!this.#session.slipCode) void this.#session.askSlipCode();
    },
    lang: () => {
      const { place, standing } = this.#session;
      if (place.kind !== "call" || !standing) return;
      const now = LANGS.findIndex((lang) => lang === standing.view.lang);
      const value = LANGS[(now + 1) % LANGS.length];
      if (value) this.#session.turn({ command: "language", value });
    },
    end: () => {
      if (this.#session.place.kind === "call" && this.#session.standing) this.#acts.ask("end");
      else this.#session.go(HOME);
    },
    queue: () => this.#acts.show({}, ".queue li a, #queue"),
    take: () => {
      const { standing, queue, place } = this.#session;
      const handoff = standing?.handoff;
      const first = queue?.waiting.toSorted((one, other) => one.askedAt - other.askedAt)[0];
      const wanted = place.kind === "handoff" ? (this.#mine() ? undefined : handoff) : first;
      if (wanted && this.#session.may("handoff.take")) this.#acts.take(wanted);
    },
    write: () => this.#mine() && this.#acts.show({ writing: "say", side: "thread" }, "#write"),
    note: () => this.#mine() && this.#acts.show({ writing: "note", side: "thread" }, "#write"),
    hold: () => {
      const mine = this.#mine();
      if (mine) this.#acts.act(mine.id, mine.state === "held" ? "resume" : "hold");
    },
    transfer: () => {
      const { standing } = this.#session;
      if (!standing?.handoff || !(this.#mine() || this.#session.may("handoff.assign"))) return;
      this.#acts.show({ dialog: "transfer" });
      void this.#session.loadColleagues();
    },
    help: () => this.#acts.show({ dialog: "help" }),
  };

  protected override willUpdate(): void {
    const log = this.querySelector(".thread");
    if (log) this.#atEnd ||= log.scrollHeight - log.scrollTop - log.clientHeight < 8;
    const waiting = this.#session.queue?.waiting.length ?? 0;
    document.title = waiting > 0 ? say("app.title_waiting", { n: waiting }) : say("app.title");
  }

  protected override updated(): void {
    const region = this.querySelector<HTMLElement>("#announcer");
    if (region && !this.#announcer) this.#announcer = new Announcer(region);
    const over = this.querySelector("dialog");
    if (over && !over.open) over.showModal();
    const log = this.querySelector(".thread");
    if (log && this.#atEnd) log.scrollTop = log.scrollHeight;
    this.#atEnd = false;
    this.#focus();
  }

  /** Where there is no such element yet, it comes with what is on its way. */
  #focus(): void {
    if (this.#focusOn === undefined) return;
    const wanted = this.querySelector<HTMLElement>(this.#focusOn);
    if (!wanted) return;
    this.#focusOn = undefined;
    wanted.focus();
  }

  override render() {
    const scene: Scene = {
      session: this.#session,
      shown: this.#shown,
      acts: this.#acts,
      now: Date.now() + this.#session.skew,
    };
    const { me, place } = this.#session;
    return html`<a class="skip" href="#main" @click=${this.#skip}>${say("app.skip")}</a>
      ${bar(scene)} ${notices(scene)}
      <div class="page at-${place.kind}">
        ${me && this.#session.may("handoff.see") ? queue(scene) : nothing}
        <main id="main" tabindex="-1">
          ${me ? placeOf(scene) : html`<p class="quiet">${say("app.opening")}</p>`}
        </main>
      </div>
      ${dialog(scene)}
      <div id="announcer" class="unseen" aria-live="polite"></div>`;
  }

  /** The address after `#` says what is shown, so it may not become `#main`. */
  readonly #skip = (event: Event): void => {
    event.preventDefault();
    this.querySelector<HTMLElement>("#main")?.focus();
  };
}

function placeOf(scene: Scene): Content {
  const { session } = scene;
  if (session.lost !== undefined) {
    return html`<article class="homely">
      <h2 id="place" tabindex="-1">${session.lost}</h2>
      ${leftOver(scene)}
      <p><a href="#/">${say("app.home")}</a></p>
    </article>`;
  }
  const { kind } = session.place;
  if (kind === "handoff") return conversation(scene);
  if (kind === "call") return call(scene);
  if (kind === "over") return over(scene);
  return kind === "settings" ? settings(scene) : home();
}

function readKeys(): boolean {
  try {
    return localStorage.getItem(KEYS) !== "off";
  } catch {
    return true;
  }
}

function writeKeys(on: boolean): void {
  try {
    if (on) localStorage.removeItem(KEYS);
    else localStorage.setItem(KEYS, "off");
  } catch {
    // For as long as the page is open, then.
  }
}

customElements.define("tokeru-desk", TokeruDesk);
