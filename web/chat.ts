import { html, LitElement, nothing, type PropertyValues, unsafeCSS } from "lit";
import type { Lang } from "../src/language/index.ts";
import { Announcer, type Saying } from "./announcer.ts";
import css from "./chat.css?inline";
import type { GuardLoader } from "./guard.ts";
import { type Kept, keptIn } from "./kept.ts";
import type { PersonLoader, PersonView } from "./person.ts";
import { type Acts, button, type Scene, type Shown, spoken } from "./scene.ts";
import { type News, Session } from "./session.ts";
import slipCss from "./slip.css?inline";
import type { Opening, Shape, Standing, Talk } from "./talk.ts";
import { htmlLang } from "./text.ts";
import { foot, ways } from "./views/foot.ts";
import { head, settings } from "./views/head.ts";
import { alarm, news } from "./views/news.ts";
import { slip } from "./views/slip.ts";
import { stage } from "./views/stage.ts";
import { story } from "./views/story.ts";
import { languageFor } from "./words.ts";

/** What an element needs to hold a conversation; nothing of it is called before it is opened. */
export interface Means {
  /** `server` is the attribute of that name. */
  readonly talk: (server: string | null, kept: Kept) => Talk;
  readonly guard: GuardLoader;
  /** Left out: nobody answers in person. */
  readonly person?: PersonLoader;
}

const FIRST_LOOK: Shown = {
  settings: false,
  slip: false,
  sure: false,
  copied: false,
  size: 1,
  furigana: true,
};
/** Here the panel takes the whole screen and keeps the focus within. */
const NARROW = "(max-width: 40em), (max-height: 30em)";

/** As the server takes them. */
const LONGEST_LINK = 1000;

/**
 * `<tokeru-chat city lang server mode open>`: a button that opens the conversation or, with `mode="page"`,
 * the conversation as the content of a page. Until it is opened it stores nothing and asks nobody.
 */
export class TokeruChat extends LitElement {
  static override readonly styles = [unsafeCSS(css), unsafeCSS(slipCss)];
  static override readonly properties = {
    city: {},
    server: {},
    mode: {},
    open: { type: Boolean, reflect: true },
  };
  declare city: string | null;
  declare server: string | null;
  declare mode: string | null;
  declare open: boolean;

  readonly #means: Means;
  #opened: { readonly talk: Talk; readonly kept: Kept; readonly session: Session } | undefined;
  #announcer: Announcer | undefined;
  #person: PersonView | undefined;
  #shown = FIRST_LOOK;
  readonly #narrow = matchMedia(NARROW);
  readonly #pictures = new Map<string, Shape | undefined>();
  /** An element inside had the focus before the last drawing. */
  #hadFocus = false;
  /** The page was opened again with the panel open: nobody asked for the focus. */
  #quietly = false;

  constructor(means: Means) {
    super();
    this.#means = means;
    this.city = null;
    this.server = null;
    this.mode = null;
    this.open = false;
  }

  get #isPage(): boolean {
    return this.mode === "page";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#narrow.addEventListener("change", this.#refit);
    // The attribute counts at the first drawing; whoever is moved within the page was open before.
    if (this.#isPage || (this.hasUpdated && this.open)) void this.#start();
    else if (this.#place().get("open") === true && !this.#narrow.matches) {
      this.#quietly = true;
      this.open = true;
    }
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#narrow.removeEventListener("change", this.#refit);
    this.#opened?.session.close();
  }

  #place(): Kept {
    return this.#opened?.kept ?? keptIn([this.server ?? "", this.city ?? ""].join(" "));
  }

  /** The language of the conversation; before it began, as the page says or the browser asks. */
  get #lang(): Lang {
    return (
      this.#opened?.session.standing?.lang ?? languageFor(this.getAttribute("lang"), navigator.languages)
    );
  }

  #opening(): Opening {
    const carried = new URLSearchParams(`${location.search.slice(1)}&${location.hash.slice(1)}`).get("a");
    return {
      lang: this.#lang,
      ...(this.city && { city: this.city }),
      // What is longer was cut on its way, or is no link of ours; its beginning still holds.
      ...(this.#isPage && carried && { link: carried.slice(0, LONGEST_LINK) }),
    };
  }

  /** Opens the conversation. What is on its way when it is closed goes on when it is opened again. */
  async #start(): Promise<void> {
    if (!this.#opened) {
      const kept = this.#place();
      const talk = this.#means.talk(this.server, kept);
      const { guard } = this.#means;
      const session = new Session({ talk, kept, guard, onNews: (what) => void this.#hear(what) });
      this.#opened = { talk, kept, session };
      this.#shown = { ...FIRST_LOOK, ...(kept.get("shown") as Partial<Shown> | undefined) };
    }
    if (!this.#isPage) this.#opened.kept.set("open", true);
    this.requestUpdate();
    await this.#opened.session.open(this.#opening());
  }

  readonly #toggle = (): void => {
    if (this.open) this.#close();
    else this.open = true;
    // In the same task, so that the focus goes where the resident sent it.
    this.performUpdate();
  };

  #close(): void {
    this.open = false;
    this.performUpdate();
    this.#focus("#launcher");
  }

  readonly #acts: Acts = {
    send: (input, focusOn) => {
      void this.#opened?.session.send(input);
      this.#redraw(focusOn);
    },
    show: (change, focusOn) => {
      this.#shown = { ...this.#shown, copied: false, ...change };
      const { size, furigana } = this.#shown;
      this.#opened?.kept.set("shown", { size, furigana });
      this.#redraw(focusOn);
      if (change.slip !== undefined) this.#reveal(focusOn);
    },
    begin: () => {
      void this.#opened?.session.begin(this.#opening());
      this.#redraw("#question");
    },
    close: () => this.#close(),
    copy: (address) => void this.#copy(address),
  };

  /** Where the browser lets nobody write to the clipboard, the link above the button can still be kept. */
  async #copy(address: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(address);
    } catch {
      return;
    }
    this.#shown = { ...this.#shown, copied: true };
    this.#redraw();
    this.#say([spoken(this.#lang).words("widget.copied")]);
  }

  /** Draws in the same task as the resident's act, and puts the focus where it would otherwise be lost. */
  #redraw(focusOn?: string): void {
    this.requestUpdate();
    this.performUpdate();
    if (focusOn) this.#focus(focusOn);
  }

  #focus(selector: string): void {
    this.renderRoot.querySelector<HTMLElement>(selector)?.focus({ preventScroll: true });
  }

  async #hear(what: News): Promise<void> {
    if (this.#opened?.session.standing?.person) await this.#bringPerson();
    this.requestUpdate();
    await this.updateComplete;
    this.#say(this.#sayingsOf(what));
    // For the page around, such as the one that is opened from LINE.
    const detail = this.#opened?.session.standing;
    this.dispatchEvent(new CustomEvent("tokeru-standing", { detail, bubbles: true, composed: true }));
    if (what.kind === "answered" || detail?.person) this.#reveal();
  }

  /** Where it does not come, the question stays, and it is asked for again with the next news. */
  async #bringPerson(): Promise<void> {
    try {
      const root = this.shadowRoot;
      // Who talks with a person writes, and what is written waits for the guard.
      this.#means.guard().catch(() => {});
      if (root) this.#person ??= await this.#means.person?.({ html, nothing, button }, root);
    } catch {}
  }

  /** What is read aloud: what became of the input, then the question or the answer. */
  #sayingsOf(what: News): readonly string[] {
    const session = this.#opened?.session;
    const { words } = spoken(this.#lang);
    if (what.kind === "cut") return [words(session?.pending ? "widget.resending" : "widget.unreachable")];
    if (what.kind === "connected") return [words("widget.connected")];
    if (what.kind === "gone") return [words("error.expired_conversation")];
    if (what.kind === "refused" && session?.refusal) {
      return ["text" in session.refusal ? session.refusal.text : words(session.refusal.id)];
    }
    if (this.#opened && this.#person && session?.standing?.person)
      return this.#person.say(this.#scene(this.#opened), spokenOf(session.standing));
    const reason =
      what.kind === "changed" ? [words(what.byCard ? "widget.card_arrived" : "widget.updated")] : [];
    const masked = session?.masked ? [words("widget.masked")] : [];
    return [...reason, ...masked, ...(session?.standing ? spokenOf(session.standing) : [])];
  }

  #say(texts: readonly string[]): void {
    const lang = this.#lang;
    this.#announcer?.say(texts.map((text): Saying => ({ text, lang })));
  }

  /** Scrolls to what is new: the last answer with what follows it, or what is told about it. */
  #reveal(selector?: string): void {
    const root = this.renderRoot;
    const news = root.querySelector<HTMLElement>("#news > *");
    const last = root.querySelector<HTMLElement>(":is(.thread, .story) li:last-child");
    const target = selector ? root.querySelector<HTMLElement>(selector) : (news ?? last);
    if (this.#isPage) {
      if (target) scrollBy({ top: target.getBoundingClientRect().top - 8 });
      return;
    }
    // On low screens the whole panel scrolls (chat.css).
    const body = root.querySelector<HTMLElement>(".body");
    const scrolls = body && getComputedStyle(body).overflowY === "visible" ? body.closest("dialog") : body;
    const top = target
      ? target.getBoundingClientRect().top - (scrolls?.getBoundingClientRect().top ?? 0) - 8
      : -(scrolls?.scrollTop ?? 0);
    scrolls?.scrollBy({ top });
  }

  readonly #picture = (id: string, lang: Lang): Shape | undefined => {
    const key = `${lang}/${id}`;
    if (!this.#pictures.has(key)) {
      this.#pictures.set(key, undefined);
      void this.#fetchPicture(key, id, lang);
    }
    return this.#pictures.get(key);
  };

  /** Its text alternative stands where it does not come. */
  async #fetchPicture(key: string, id: string, lang: Lang): Promise<void> {
    try {
      this.#pictures.set(key, await this.#opened?.talk.picture(id, lang));
      this.requestUpdate();
    } catch {
      // Asked again at the next opening.
    }
  }

  protected override willUpdate(changed: PropertyValues): void {
    this.#hadFocus = this.shadowRoot?.activeElement != null;
    if (!changed.has("open") || this.#isPage) return;
    if (this.open) {
      void this.#start();
    } else {
      this.#opened?.session.close();
      this.#opened?.kept.set("open", undefined);
    }
  }

  protected override updated(changed: PropertyValues): void {
    const region = this.renderRoot.querySelector<HTMLElement>("#said");
    if (region && !this.#announcer) this.#announcer = new Announcer(region);
    if (changed.has("open") && !this.#isPage) this.#showPanel();
    // The focused element is gone: the heading of what took its place is next in order.
    if (this.#hadFocus && !this.shadowRoot?.activeElement) this.#focus("#question");
  }

  /** On a narrow screen the panel covers the page and keeps the focus, else it stands beside it. */
  #showPanel(): void {
    const panel = this.renderRoot.querySelector<HTMLDialogElement>("dialog");
    if (!panel || panel.open === this.open) return;
    if (!this.open) panel.close();
    else if (this.#quietly) panel.setAttribute("open", "");
    else if (this.#narrow.matches) panel.showModal();
    else panel.show();
    if (this.open && !this.#quietly) this.#focus("#title");
    this.#quietly = false;
  }

  /** The window was turned, or enlarged to 400 %: the panel fits itself in, and the focus stays where it is. */
  readonly #refit = (): void => {
    const panel = this.renderRoot.querySelector<HTMLDialogElement>("dialog[open]");
    if (!panel) return;
    const focused = this.shadowRoot?.activeElement;
    panel.close();
    if (this.#narrow.matches) panel.showModal();
    else panel.setAttribute("open", "");
    if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
  };

  /** A phone's own way back closes the panel, and not the page. */
  readonly #onCancel = (event: Event): void => {
    event.preventDefault();
    this.#close();
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || event.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    this.#close();
  };

  override render() {
    const { say } = spoken(this.#lang);
    const tag = htmlLang(this.#lang);
    if (this.#isPage)
      return html`<section class="panel ${this.#looks}" lang=${tag} aria-labelledby="title">
        ${this.#inside()}
      </section>`;
    return html`<button
        type="button"
        id="launcher"
        lang=${tag}
        aria-expanded=${this.open}
        aria-controls="panel"
        @click=${this.#toggle}
      >
        ${say("widget.launch")}
      </button>
      <dialog
        id="panel"
        class="panel ${this.#looks}"
        lang=${tag}
        aria-labelledby="title"
        @keydown=${this.#onKey}
        @cancel=${this.#onCancel}
      >
        ${this.#inside()}
      </dialog>`;
  }

  get #looks(): string {
    const { size, furigana } = this.#shown;
    return `size-${size} ${this.#lang} ${furigana ? "" : "bare"}`;
  }

  #inside() {
    if (!this.#opened) return html`<div id="said" class="unseen" role="log" aria-live="polite"></div>`;
    const scene = this.#scene(this.#opened);
    const talk = this.#person?.draw(scene);
    const isSlip = !talk?.alone && scene.shown.slip && Boolean(scene.standing?.outcome?.slip);
    return html`${head(scene)} ${settings(scene)}
      <div class="body">
        <div ?hidden=${isSlip}>
          ${alarm(scene)} ${talk?.view} ${talk?.alone ? "" : story(scene)} ${news(scene)}
          ${talk?.alone ? "" : [stage(scene), ways(scene)]}
        </div>
        ${isSlip ? slip(scene) : ""}
        ${talk?.alone ? "" : html`<p class="quiet">${scene.say("ui.privacy_note")}</p>`}
      </div>
      ${foot(scene, talk)}
      <div id="said" class="unseen" role="log" aria-live="polite"></div>`;
  }

  #scene({ talk, session }: { readonly talk: Talk; readonly session: Session }): Scene {
    return {
      ...spoken(this.#lang),
      session,
      standing: session.standing,
      talk,
      shown: this.#shown,
      acts: this.#acts,
      isPage: this.#isPage,
      picture: this.#picture,
    };
  }
}

function spokenOf({ notices, outcome, say }: Standing): readonly string[] {
  return [...notices, ...(outcome ? (outcome.sections[0]?.lines ?? []) : say.slice(notices.length))];
}

/** Defines the element, unless a page loads it twice. */
export function define(means: Means): void {
  if (customElements.get("tokeru-chat")) return;
  customElements.define(
    "tokeru-chat",
    class extends TokeruChat {
      constructor() {
        super(means);
      }
    },
  );
}
