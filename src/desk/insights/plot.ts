import { type Html, html } from "../../channels/web/html.ts";
import type { Told } from "./small-cells.ts";

/** One bar, with what it stands for. */
export interface Bar {
  readonly name: string;
  readonly count: Told;
  /** How the count is said: "5未満" where it is not told. */
  readonly said: string;
}

const HEIGHT = 28;
const WIDTH = 100;

/**
 * Bars beside a table: the table says everything in words and figures, the bars repeat it for the eye alone. What
 * is not told has a hatched stub, so that nobody takes it for nothing.
 */
export function bars(heading: string, columns: readonly [string, string], rows: readonly Bar[]): Html {
  const most = Math.max(1, ...rows.map(({ count }) => count ?? 0));
  return html`<table class="bars">
    <caption>
      ${heading}
    </caption>
    <thead>
      <tr>
        <th scope="col">${columns[0]}</th>
        <th scope="col">${columns[1]}</th>
        <td aria-hidden="true"></td>
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        ({ name, count, said }) =>
          html`<tr>
            <th scope="row">${name}</th>
            <td class="count">${said}</td>
            <td class="bar" aria-hidden="true">${bar(count, most)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function bar(count: Told, most: number): Html {
  const width = count === null ? 2 : (WIDTH * count) / most;
  return html`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" focusable="false">
    <rect class="${count === null ? "few" : "told"}" width="${width.toFixed(1)}" height="${HEIGHT}" />
  </svg>`;
}
