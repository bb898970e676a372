import type { AnswerView } from "../../../assistant/index.ts";
import { line, type Line } from "../../../language/index.ts";
import { html } from "../html.ts";
import { answerList } from "./answers.ts";
import { layout } from "./layout.ts";
import { formFields, type Scene, wordsOf } from "./scene.ts";

/** A problem in kind words, with a way on. `request` finds it in the log. */
export function problemPage(scene: Scene, message: Line, request?: string): string {
  const say = wordsOf(scene);
  return layout(scene, {
    title: say.plain("web.problem"),
    main: html`
      <h1>${say("web.problem")}</h1>
      <p>${say(message)}</p>
      ${request !== undefined && html`<p>${say(line("web.request", { id: request }))}</p>`}
      <p><a class="button" href="/">${say("web.home")}</a></p>
    `,
  });
}

/** Answers that a link carries are shown first, and taken only when somebody says so. */
export function carriedPage(scene: Scene, answers: readonly AnswerView[], replaces: boolean): string {
  const say = wordsOf(scene);
  return layout(scene, {
    title: say.plain("web.carried"),
    begun: replaces,
    main: html`
      <h1>${say("web.carried")}</h1>
      <p>${say("web.carried_how")}</p>
      ${answerList(answers, say, false)} ${replaces && html`<p>${say("web.carried_replaces")}</p>`}
      <form method="post" action="/carried">
        ${formFields(scene)}
        <input type="hidden" name="a" value="${scene.carried}" />
        <button class="main">${say("web.carried_continue")}</button>
      </form>
      <p class="alone"><a href="/">${say("web.carried_refuse")}</a></p>
    `,
  });
}
