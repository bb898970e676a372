import type { FastifyInstance, FastifyRequest } from "fastify";
import * as v from "valibot";
import { type Html, html } from "../../channels/web/html.ts";
import type { KeptEntry, Store } from "../../store/index.ts";
import { audited } from "./audited.ts";
import { csvLine } from "./csv.ts";
import { type AccessOptions, requires, type Session, signedIn } from "./session.ts";
import { sheet } from "./sheet.ts";
import { words, wordsFor } from "./wording.ts";

const PAGE = 100;
/** A spreadsheet takes more; a year of a call centre is less. */
const MOST_EXPORTED = 100_000;
const DAY_MS = 86_400_000;
const JAPAN_MS = 9 * 60 * 60_000;

/** What stands after the "?": what cannot be read counts for nothing. */
const Asked = v.object({
  who: v.optional(v.fallback(v.pipe(v.string(), v.trim(), v.maxLength(100)), "")),
  day: v.optional(v.fallback(v.pipe(v.string(), v.regex(/^(?:\d{4}-\d{2}-\d{2})?$/)), "")),
  before: v.optional(v.fallback(v.pipe(v.string(), v.regex(/^\d{1,15}$/), v.transform(Number)), 0)),
});

/** Which entries somebody wants to see. */
interface Filter {
  readonly who: string;
  readonly day: string;
  readonly before: number;
}

/** Who did what to what, for those who look after that; nothing on it changes anything. */
export function auditPages(app: FastifyInstance, { store }: AccessOptions): void {
  app.get("/desk/audit", { preHandler: requires("audit.see") }, async (request, reply) => {
    const session = await signedIn(request);
    const filter = filterOf(request);
    const entries = await find(store, filter, PAGE);
    const page = auditPage(session, filter, entries, await namesOf(store));
    return reply.type("text/html; charset=utf-8").send(page);
  });
  app.get("/desk/audit.csv", { preHandler: requires("audit.see") }, async (request, reply) => {
    const session = await signedIn(request);
    const { who, day } = filterOf(request);
    const entries = await find(store, { who, day, before: 0 }, MOST_EXPORTED);
    await store.transaction((tx) =>
      audited(tx, session, "audit.exported", who || "all", { day: day || null }),
    );
    return reply
      .type("text/csv; charset=utf-8; header=present")
      .header("content-disposition", `attachment; filename="tokeru-audit${day && `-${day}`}.csv"`)
      .send(csvOf(entries));
  });
}

function filterOf({ query }: FastifyRequest): Filter {
  const { who = "", day = "", before = 0 } = v.parse(Asked, query);
  return { who, day: Number.isNaN(startOf(day)) ? "" : day, before };
}

/** The first moment of a day in Japan. */
function startOf(day: string): number {
  return day === "" ? 0 : Date.parse(`${day}T00:00:00Z`) - JAPAN_MS;
}

function find(store: Store, { who, day, before }: Filter, limit: number): Promise<readonly KeptEntry[]> {
  const from = startOf(day);
  return store.audit.search({
    ...(who !== "" && { who }),
    from,
    to: day === "" ? Number.MAX_SAFE_INTEGER : from + DAY_MS,
    ...(before > 0 && { before }),
    limit,
  });
}

/** What people are called, by their ids. */
async function namesOf(store: Store): Promise<ReadonlyMap<string, string>> {
  return new Map((await store.users.all()).map(({ id, name }) => [id, name]));
}

function auditPage(
  session: Session,
  { who, day }: Filter,
  entries: readonly KeptEntry[],
  names: ReadonlyMap<string, string>,
): string {
  const last = entries.at(-1);
  return sheet({
    title: words("audit.title"),
    session,
    wide: true,
    main: html`
      <h1>${words("audit.title")}</h1>
      <p class="lead">${words("audit.lead")}</p>
      <form class="filter" method="get" action="/desk/audit">
        <label for="who"
          >${words("audit.who")} <input id="who" name="who" type="text" value="${who}"
        /></label>
        <label for="day"
          >${words("audit.day")} <input id="day" name="day" type="date" value="${day}"
        /></label>
        <button>${words("audit.show")}</button>
      </form>
      <p class="alone">
        ${(who || day) && html`<a href="/desk/audit">${words("audit.all")}</a>`}
        <a href="${addressOf("/desk/audit.csv", { who, day })}">${words("audit.csv")}</a>
      </p>
      ${entries.length === 0 ? html`<p>${words("audit.none")}</p>` : table(entries, names)}
      ${
        entries.length === PAGE &&
        last &&
        html`<p class="alone">
          <a href="${addressOf("/desk/audit", { who, day, before: String(last.id) })}"
            >${words("audit.older")}</a
          >
        </p>`
      }
    `,
  });
}

function addressOf(path: string, query: Readonly<Record<string, string>>): string {
  const given = Object.entries(query).filter(([, value]) => value !== "");
  return given.length > 0 ? `${path}?${new URLSearchParams(given)}` : path;
}

const COLUMNS = ["at", "actor", "action", "subject", "detail"] as const;

/** To be scrolled with the keyboard, too. */
function table(entries: readonly KeptEntry[], names: ReadonlyMap<string, string>): Html {
  const caption = words("audit.caption", { count: entries.length });
  return html`<div class="table" role="region" tabindex="0" aria-label="${words("audit.title")}">
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${COLUMNS.map((column) => html`<th scope="col">${words(`audit.${column}`)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${entries.map((entry) => row(entry, names))}
      </tbody>
    </table>
  </div>`;
}

function row({ at, actor, action, subject, detail }: KeptEntry, names: ReadonlyMap<string, string>): Html {
  return html`<tr>
    <td><time datetime="${new Date(at).toISOString()}">${timeInJapan(at)}</time></td>
    <td>${link(actor, names)}</td>
    <td>${wordsFor("action", action)}</td>
    <td>${link(subject, names)}</td>
    <td>${detailText(detail)}</td>
  </tr>`;
}

/** Leads to all about somebody or something. */
function link(id: string, names: ReadonlyMap<string, string>): Html {
  const name = names.get(id);
  const shown = name === undefined ? wordsFor("actor", id) : `${name} (${id})`;
  return html`<a href="${addressOf("/desk/audit", { who: id })}">${shown}</a>`;
}

/** To the second, as a clock in Japan shows it. */
function timeInJapan(at: number): string {
  return new Date(at + JAPAN_MS).toISOString().slice(0, 19).replace("T", " ");
}

function detailText(detail: unknown): string {
  if (typeof detail !== "object" || detail === null) return "";
  return Object.entries(detail)
    .filter(([, value]) => value !== null && value !== "")
    .map(([name, value]) => `${name}: ${String(value)}`)
    .join(", ");
}

function csvOf(entries: readonly KeptEntry[]): string {
  const lines = entries.map(({ id, at, actor, action, subject, detail }) =>
    csvLine([String(id), new Date(at).toISOString(), actor, action, subject, detailText(detail)]),
  );
  return [csvLine(["id", "at", "actor", "action", "subject", "detail"]), ...lines].join("");
}
