import { type Html, html } from "../../channels/web/html.ts";
import { bars } from "./plot.ts";
import { PARTS } from "./csv.ts";
import { BREAKDOWNS, type Figures, type Part } from "./figures.ts";
import { SMALLEST_TOLD, type Told } from "./small-cells.ts";
import { words } from "./words.ts";

/** What the page shows. */
export interface InsightsPage {
  readonly figures: Figures;
  readonly from: string;
  readonly to: string;
  /** The chosen city's code; empty: all. */
  readonly city: string;
  readonly cities: readonly { readonly code: string; readonly name: string }[];
  readonly nameOf: (breakdown: (typeof BREAKDOWNS)[number], key: string) => string;
  /** Where the same is had as CSV; left out: whoever looks may not. */
  readonly csv: string | undefined;
  readonly mistake: boolean;
}

/** The figures of a period, each with what it means. */
export function insightsPage(page: InsightsPage): Html {
  const { figures, nameOf, csv } = page;
  const rows = (cells: readonly { key: string; count: Told }[], name: (key: string) => string) =>
    cells.map(({ key, count }) => ({ name: name(key), count, said: said(count) }));
  const columns = [words("insights.kind"), words("insights.count")] as const;
  return html`<h1>${words("insights.title")}</h1>
    <p>${words("insights.lead")}</p>
    ${period(page)}
    ${page.mistake && html`<p class="mistake" role="alert">${words("insights.period_wrong")}</p>`}
    ${figures.conversations === 0 && html`<p class="news">${words("insights.none")}</p>`}
    <dl class="figures">
      ${figure("conversations", said(figures.conversations))}
      ${PARTS.map((name) => figure(name, percent(figures[name]), ofWhole(figures[name])))}
      ${figure("rated", words("insights.rated.value", { good: said(figures.rated.good), bad: said(figures.rated.bad) }))}
      ${(["minutes", "waited"] as const).map((name) => figure(name, spread(figures[name])))}
    </dl>
    ${
      figures.days.length > 0 &&
      bars(
        words("insights.days"),
        columns,
        rows(figures.days, (day) => day),
      )
    }
    ${BREAKDOWNS.map(
      (by) =>
        figures.by[by].length > 0 &&
        bars(
          words(`insights.by.${by}`),
          columns,
          rows(figures.by[by], (key) => nameOf(by, key)),
        ),
    )}
    ${csv !== undefined && html`<p><a class="button" href="${csv}">${words("insights.csv")}</a></p>`}
    <h2>${words("insights.definitions")}</h2>
    <p>${words("insights.small", { smallest: SMALLEST_TOLD, below: SMALLEST_TOLD - 1 })}</p>
    <dl class="definitions">
      ${["conversations", ...PARTS, "rated", "minutes", "waited"].map(
        (name) =>
          html`<dt>${words(`insights.${name}`)}</dt>
            <dd>${words(`insights.${name}.how`)}</dd>`,
      )}
    </dl>`;
}

function period({ from, to, city, cities }: InsightsPage): Html {
  return html`<form class="period" method="get" action="/desk/insights">
    <label>${words("insights.period")} <input type="date" name="from" value="${from}" /></label>
    <span>${words("insights.from")}</span>
    <label
      ><input type="date" name="to" value="${to}" aria-label="${words("insights.to")}" />
      ${words("insights.to")}</label
    >
    <label
      >${words("insights.city")}
      <select name="city">
        <option value="">${words("insights.all_cities")}</option>
        ${cities.map(
          ({ code, name }) =>
            html`<option value="${code}" ${code === city && html`selected`}>${name}</option>`,
        )}
      </select></label
    >
    <button class="button">${words("insights.show")}</button>
  </form>`;
}

function figure(name: string, value: string, below = ""): Html {
  return html`<div>
    <dt>${words(`insights.${name}`)}</dt>
    <dd><strong>${value}</strong> ${below && html`<small>${below}</small>`}</dd>
  </div>`;
}

function said(count: Told): string {
  return count === null ? words("insights.few", { smallest: SMALLEST_TOLD }) : count.toLocaleString("ja");
}

function percent({ share }: Part): string {
  return share === null ? words("insights.unknown") : `${share}%`;
}

function ofWhole({ part, whole }: Part): string {
  return part === null || whole === 0 ? "" : words("insights.of", { part: said(part), whole: said(whole) });
}

function spread({ median, nineOfTen }: Figures["minutes"]): string {
  return median === null || nineOfTen === null
    ? words("insights.unknown")
    : words("insights.average", { median, most: nineOfTen });
}
