import { ALERT, type Outcome, RATINGS, type Reply, type Section } from "../../../assistant/index.ts";
import type { ReminderOffer } from "../../../assistant/reminders.ts";
import { line, type Line } from "../../../language/index.ts";
import { headingOf } from "../../rendered.ts";
import { type Html, html } from "../html.ts";
import { answersSoFar } from "./answers.ts";
import { cardOffer } from "./card.ts";
import { layout } from "./layout.ts";
import { news, status } from "./notices.ts";
import { WAITING } from "./person.ts";
import { pictureHere } from "./picture.ts";
import { reminderForm } from "./reminder.ts";
import { wordsForm } from "./words.ts";
import { formFields, pathOfNode, type Scene, type Words, wordsOf } from "./scene.ts";

/** What the page of an outcome shows. */
export interface OutcomePage {
  readonly reply: Reply;
  readonly outcome: Outcome;
  /** The answers as a link carries them. */
  readonly link: string;
  /** What became of typed words. */
  readonly told: readonly Line[];
  /** What may be put into a calendar. */
  readonly reminder: ReminderOffer | null;
}

/** What is the matter, where to go and with what: every section of the outcome, in its order. */
export function outcomePage(scene: Scene, { reply, outcome, link, told, reminder }: OutcomePage): string {
  const say = wordsOf(scene);
  const [answer, ...rest] = outcome.sections;
  const last = reply.answers.at(-1);
  return layout(scene, {
    title: say.plain("section.answer"),
    begun: true,
    notices: [
      told.length > 0 && news(say, told),
      reply.person === "waiting" && status(say, WAITING.message, WAITING.way),
      reply.notices.filter(({ id }) => id !== ALERT).map((notice) => status(say, notice)),
    ],
    main: [
      last && html`<p><a class="back" href="${pathOfNode(last.node)}">${say("ui.back")}</a></p>`,
      html`<h1>${say("section.answer")}</h1>`,
      answer &&
        html`<div class="headline">${answer.lines.map((text) => html`<p>${say.linked(text)}</p>`)}</div>`,
      outcome.slip && !outcome.slip.fallback && slipWay("button main", say),
      reply.offersCard && scene.pairs && cardOffer(scene, say),
      rest.map((section) => [
        sectionOf(section, say),
        section.id === "steps" && pictureHere(scene, reply, say),
      ]),
      outcome.slip?.fallback && slipWay("button", say),
      reminder && reminderForm(scene, reminder, say),
      rating(scene, reply, say),
      answersSoFar(reply.answers, say),
      wordsForm(scene, say),
      html`<section class="keep" aria-labelledby="keep">
        <h2 id="keep">${say("web.keep")}</h2>
        <p>${say("web.keep_how")}</p>
        <p><a href="/?city=${scene.city}&amp;a=${link}">${say("web.keep_link")}</a></p>
      </section>`,
    ],
  });
}

/** Two buttons, or thanks for having pressed one. */
function rating(scene: Scene, { rated }: Reply, say: Words): Html {
  return html`<section class="rating" id="rating" aria-labelledby="rating-title">
    <h2 id="rating-title">${say("rate.ask")}</h2>
    ${
      rated
        ? html`<p role="status">${say("rate.thanks")}</p>`
        : html`<form method="post" action="/rating">
            ${formFields(scene)}
            ${RATINGS.map(
              (one) =>
                html`<button class="button" name="rate" value="${one}">${say(`rate.${one}`)}</button> `,
            )}
          </form>`
    }
  </section>`;
}

function slipWay(look: "button main" | "button", say: Words): Html {
  return html`<p class="slip-way"><a class="${look}" href="/slip">${say("ui.slip_show")}</a></p>`;
}

function sectionOf(section: Section, say: Words): Html {
  return html`<section class="${section.id}" aria-labelledby="section-${section.id}">
    <h2 id="section-${section.id}">${say(headingOf(section))}</h2>
    ${BODIES[section.id]?.(section.lines, say) ?? list(section.lines, say)}
  </section>`;
}

type Body = (lines: readonly Line[], say: Words) => Html;

const list: Body = (lines, say) =>
  html`<ul>
    ${lines.map((text) => html`<li>${say.linked(text)}</li>`)}
  </ul>`;

const steps: Body = (lines, say) =>
  html`<ol>
    ${lines.map((text) => html`<li>${say.linked(text)}</li>`)}
  </ol>`;

const paragraphs: Body = (lines, say) => html`${lines.map((text) => html`<p>${say.linked(text)}</p>`)}`;

/** The place in a sentence, then shops or offices, an office with what is known of it. */
const places: Body = ([place, ...more], say) =>
  html`${place && html`<p>${say.linked(place)}</p>`}${groups(more).map(
    ([first, ...details]) =>
      html`${isOffice(first) ? html`<h3>${say(first)}</h3>` : null}${list(
        isOffice(first) ? details : [first, ...details],
        say,
      )}`,
  )}`;

const sources: Body = (lines, say) =>
  html`${list(lines, say)}
    <p>${say(line("ui.sources_note"))}</p>`;

/** How each section stands on the page; a plain list where nothing else is said. */
const BODIES: Readonly<Partial<Record<Section["id"], Body>>> = {
  where: places,
  steps,
  grounds: paragraphs,
  sources,
};

type Group = readonly [Line, ...Line[]];

const isOffice = ({ id }: Line): boolean => id === "office.at" || id === "office.named";

/** Every office begins a group; what stands before the first is one too. */
function groups(lines: readonly Line[]): readonly Group[] {
  return lines.reduce<readonly Group[]>((done, text) => {
    const open = done.at(-1);
    if (!open || isOffice(text)) return [...done, [text]];
    return [...done.slice(0, -1), [...open, text]];
  }, []);
}
