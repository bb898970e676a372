import { html, nothing } from "lit";
import type { View, ViewStatement } from "../../../src/desk/view.ts";
import { isLang } from "../../../src/language/langs.ts";
import { htmlLang, inert } from "../../text.ts";
import type { Content } from "../scene.ts";
import { say } from "../words.ts";

type Tag = "ja" | "en";

/** The outcome as a script in large letters, and beside every statement the rule and the sources it rests on. */
export function outcome(
  { aloud, statements, lang }: View,
  { isCall, slip }: { readonly isCall: boolean; readonly slip: Content },
): Content {
  const tag = isLang(lang) ? htmlLang(lang) : "ja";
  const lines = besides(aloud, statements);
  const said = new Set(lines.map(({ statement }) => statement));
  return html`<div class="row">
      <h4 id="guide-heading" tabindex="-1">${say("guide.outcome")}</h4>
      ${slip}
    </div>
    <table class="aloud">
      <thead>
        <tr>
          <th scope="col">${say(isCall ? "guide.aloud" : "guide.tell")}</th>
          <th scope="col">${say("guide.rests_on")}</th>
        </tr>
      </thead>
      <tbody>
        ${lines.map(({ text, statement }) => row(text, statement, { tag, lang }))}
        ${statements.filter((one) => !said.has(one)).map((one) => row(one.text, one, { tag, lang }))}
      </tbody>
    </table>`;
}

interface Line {
  readonly text: string;
  readonly statement: ViewStatement | undefined;
}

/** Each line that is read aloud with the statement that it tells; what only leads on rests on nothing. */
function besides(aloud: readonly string[], statements: readonly ViewStatement[]): readonly Line[] {
  const left = new Set(statements);
  return aloud.map((text) => {
    const statement = Array.from(left).find((one) => text.endsWith(readable(one.text)));
    if (statement) left.delete(statement);
    return { text, statement };
  });
}

/** A statement as it is read aloud: addresses of pages in brackets are not. */
function readable(text: string): string {
  return text.replace(/\s*[（(][^（()）]*https?:\/\/[^（()）]*[)）]/g, "").trim();
}

function row(
  text: string,
  statement: ViewStatement | undefined,
  { tag, lang }: { readonly tag: Tag; readonly lang: string },
): Content {
  if (!statement) {
    return html`<tr class="lead">
      <td colspan="2" lang=${tag} class=${lang}>${inert(text, tag)}</td>
    </tr>`;
  }
  return html`<tr>
    <td lang=${tag} class=${lang}>${inert(text, tag)}</td>
    <td>${groundsOf(statement)}</td>
  </tr>`;
}

/** The rule, and by the day on which they were checked, the sources. */
function groundsOf({ rule, sources }: ViewStatement): Content {
  return html`<b class="rule">${rule}</b> ${Array.from(
      Map.groupBy(sources, ({ checked }) => checked),
      ([checked, ofDay]) => [
        checked === null ? nothing : html`<small>${say("guide.checked", { day: checked })}</small>`,
        ofDay.map(
          ({ title, url }) =>
            html`<span class="source"
              >${url === null ? title : html`<a href=${url} target="_blank" rel="noopener">${title}</a>`}</span
            >`,
        ),
      ],
    )}`;
}
