import { ALERT, type Choice, type Reply } from "../../../assistant/index.ts";
import { line, type Line } from "../../../language/index.ts";
import { type Html, html } from "../html.ts";
import { answersSoFar } from "./answers.ts";
import { cardOffer } from "./card.ts";
import { layout } from "./layout.ts";
import { alert, news, status } from "./notices.ts";
import { WAITING } from "./person.ts";
import { pictureHere } from "./picture.ts";
import { wordsForm } from "./words.ts";
import { formFields, pathOfNode, type Scene, type Words, wordsOf } from "./scene.ts";

/** What the page of a question shows. */
export interface QuestionPage {
  readonly reply: Reply;
  /** The answer that was given here before, to be seen and kept or changed. */
  readonly chosen?: string | undefined;
  /** What was wrong with the last answer. */
  readonly mistake?: Line | undefined;
  /** What became of typed words. */
  readonly told?: readonly Line[];
  /** Where a conversation waits to be continued, on the first page. */
  readonly waiting?: Reply["node"] | undefined;
  /** Where the same is asked as a chat, on the first page. */
  readonly chat?: string | undefined;
}

/** One question a page: a list of choices and one button. */
export function questionPage(
  scene: Scene,
  { reply, chosen, mistake, told = [], waiting, chat }: QuestionPage,
): string {
  const say = wordsOf(scene);
  const [question = line("ui.title"), ...before] = reply.say.toReversed();
  const previous = reply.answers.at(-1);
  const suggestion = reply.choices.find(({ value }) => value === reply.suggested);
  const marked = chosen ?? suggestion?.value;
  return layout(scene, {
    title: say.plain(question),
    mistaken: mistake !== undefined,
    begun: reply.answers.length > 0 || waiting !== undefined,
    notices: [
      mistake && alert(say, mistake, "#choice-1"),
      waiting && status(say, line("web.waiting"), { href: pathOfNode(waiting), label: line("web.resume") }),
      told.length > 0 && news(say, told),
      suggestion && status(say, line("heard.suggested", { answer: suggestion.label })),
      reply.person === "waiting" && status(say, WAITING.message, WAITING.way),
      reply.notices.filter(({ id }) => id !== ALERT).map((notice) => status(say, notice)),
    ],
    main: [
      previous && html`<p><a class="back" href="${pathOfNode(previous.node)}">${say("ui.back")}</a></p>`,
      before.map((greeting) => html`<p class="lead">${say(greeting)}</p>`),
      html`<form method="post" action="/answers" novalidate>
        ${formFields(scene)}
        <input type="hidden" name="node" value="${reply.node}" />
        <fieldset ${mistake && html`aria-describedby="mistake"`}>
          <legend>
            <span class="count">${say(line("ui.progress", { n: reply.answers.length + 1 }))}</span>
            <h1>${say(question)}</h1>
          </legend>
          ${reply.help && help(reply.help, pictureHere(scene, reply, say), say)}
          ${mistake && html`<p id="mistake" class="mistake">${say(mistake)}</p>`}
          <div class="choices">${reply.choices.map((choice, n) => radio(choice, n + 1, marked, say))}</div>
        </fieldset>
        <button class="main">${say("ui.next")}</button>
      </form>`,
      wordsForm(scene, say),
      reply.offersCard && scene.pairs && cardOffer(scene, say),
      chat !== undefined && html`<p class="alone"><a href="${chat}">${say("web.chat.way")}</a></p>`,
      answersSoFar(reply.answers, say),
    ],
  });
}

function help(text: Line, picture: Html | null, say: Words): Html {
  return html`<details>
    <summary>${say("ui.help")}</summary>
    <p>${say(text)}</p>
    ${picture}
  </details>`;
}

function radio({ value, label }: Choice, n: number, chosen: string | undefined, say: Words): Html {
  return html`<div class="choice">
    <input
      type="radio"
      id="choice-${n}"
      name="choose"
      value="${value}"
      ${value === chosen && html`checked`}
    />
    <label for="choice-${n}">${say(label)}</label>
  </div>`;
}
