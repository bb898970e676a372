import { readFileSync } from "node:fs";
import type { FastifyInstance, FastifyRequest } from "fastify";
import * as v from "valibot";
import { dayInJapan } from "../../assistant/world.ts";
import { audited } from "../access/audited.ts";
import { may } from "../access/roles.ts";
import { requires, signedIn } from "../access/session.ts";
import { sheet } from "../access/sheet.ts";
import type { DeskOptions } from "../context.ts";
import { Refusal } from "../problems.ts";
import { csvOf } from "./csv.ts";
import { type Breakdown, figuresOf } from "./figures.ts";
import { insightsPage } from "./page.ts";
import { nameOf, words } from "./words.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
/** What is shown where nobody has chosen: four weeks. */
const DAYS = 28;
const MOST_DAYS = 366;

const day = v.pipe(v.string(), v.isoDate());
const QuerySchema = v.object({
  from: v.optional(day),
  to: v.optional(day),
  city: v.optional(v.pipe(v.string(), v.regex(/^[a-z0-9-]{0,40}$/)), ""),
});
type Query = { from: string; to: string; city: string };

const STYLE = readFileSync(new URL("./static/insights.css", import.meta.url));
const STYLE_PATH = "/desk/assets/insights.css";

/** `/desk/insights` and the same as CSV: what the city learns of the conversations with it. */
export function insightRoutes(app: FastifyInstance, desk: DeskOptions): void {
  const { store, now, say, worldOf, cities } = desk;
  const named = (by: Breakdown, key: string): string => nameOf(by, key, say);

  function wanted(request: FastifyRequest): Query | undefined {
    const parsed = v.safeParse(QuerySchema, request.query);
    if (!parsed.success) return undefined;
    const to = parsed.output.to ?? dayInJapan(now());
    const from = parsed.output.from ?? dayInJapan(Date.parse(to) - (DAYS - 1) * DAY_MS);
    const days = (Date.parse(to) - Date.parse(from)) / DAY_MS;
    return days >= 0 && days <= MOST_DAYS ? { from, to, city: parsed.output.city } : undefined;
  }

  app.get(STYLE_PATH, { schema: { hide: true }, preHandler: requires() }, (_request, reply) =>
    reply.type("text/css; charset=utf-8").header("cache-control", "private, max-age=3600").send(STYLE),
  );

  app.get(
    "/desk/insights",
    { schema: { hide: true }, preHandler: requires("insights.see") },
    async (request, reply) => {
      const session = await signedIn(request);
      const asked = wanted(request);
      const to = dayInJapan(now());
      const query = asked ?? { from: dayInJapan(now() - (DAYS - 1) * DAY_MS), to, city: "" };
      const figures = await figuresOf(store, { ...query, city: query.city || undefined });
      const main = insightsPage({
        ...query,
        figures,
        cities: cities.map((code) => ({ code, name: worldOf(code).city.name?.ja ?? code })),
        nameOf: named,
        csv: may(session.user.role, "insights.export")
          ? `/desk/insights.csv?${new URLSearchParams(query).toString()}`
          : undefined,
        mistake: asked === undefined,
      });
      return reply
        .type("text/html; charset=utf-8")
        .send(sheet({ title: words("insights.title"), main, session, wide: true, style: STYLE_PATH }));
    },
  );

  app.get(
    "/desk/insights.csv",
    { schema: { hide: true }, preHandler: requires("insights.export") },
    async (request, reply) => {
      const session = await signedIn(request);
      const query = wanted(request);
      if (!query) throw new Refusal("invalid_input", { field: "from" });
      const figures = await figuresOf(store, { ...query, city: query.city || undefined });
      await store.transaction((tx) => audited(tx, session, "insights.exported", query.city || "all", query));
      return reply
        .type("text/csv; charset=utf-8; header=present")
        .header("content-disposition", `attachment; filename="tokeru-${query.from}-${query.to}.csv"`)
        .send(csvOf(figures, (by, key) => named(by as Breakdown, key)));
    },
  );
}
