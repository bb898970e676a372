import formbody from "@fastify/formbody";
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from "fastify";
import * as v from "valibot";
import { type Slip, toLink, turn } from "../../assistant/index.ts";
import { fromSlipLink } from "../../assistant/slip-link.ts";
import { dayInJapan } from "../../assistant/world.ts";
import { type Lang, LANGS, line, type Line } from "../../language/index.ts";
import { queryOf, slipPath } from "../slip-path.ts";
import { isSealed } from "../slip-seal.ts";
import { WAS_INSTEAD } from "../slip-verdict.ts";
import { languageAskedFor } from "./asking.ts";
import { BODY_LIMIT, type Context, HIDDEN } from "./context.ts";
import { addressOf } from "./forms.ts";
import { formTokenOf } from "./identity.ts";
import { pathOfNode, type Scene } from "./pages/scene.ts";
import { Refusal } from "./problems.ts";
import { slipPage } from "./pages/slip.ts";

const day = v.pipe(v.string(), v.isoDate());

/** What stands in the address of a linked slip. Only its answers and its day have to be there. */
const LinkSchema = v.object({
  a: v.pipe(v.string(), v.minLength(1), v.maxLength(1000)),
  on: day,
  lang: v.optional(v.fallback(v.optional(v.picklist(LANGS)), undefined)),
  city: v.optional(v.pipe(v.string(), v.maxLength(60)), ""),
  /** Version of the facts with which the slip was made. */
  v: v.optional(day),
  /** What was read from the card, and its seal. */
  c: v.optional(v.pipe(v.string(), v.maxLength(120))),
  s: v.optional(v.pipe(v.string(), v.maxLength(40))),
  /** Which of all slips it is. */
  n: v.optional(v.pipe(v.string(), v.regex(/^[\w-]{12}$/))),
});
type Link = v.InferOutput<typeof LinkSchema>;

const RIGHT = { right: true } as const;

/** The buttons that a clerk taps. */
const VerdictForm = v.variant("right", [
  v.object({ right: v.literal("yes") }),
  v.object({ right: v.literal("no"), was: v.picklist(WAS_INSTEAD) }),
]);

/** Older ones lead back to their answers. */
const OLDEST_DAYS = 366;
const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * `/slip`: the slip of whoever asks, or with answers in its address the slip that they make. The second needs
 * no cookie and stores nothing, so that a QR code can open the slip on another device.
 */
export function slips({ around, visits }: Context, publicUrl: string | undefined): FastifyPluginAsync {
  const { pairing, worldOf, say, now } = around;

  function sceneOf(lang: Lang, city: string): Scene {
    return { lang, city, path: "/slip", say };
  }

  async function own(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const visit = await visits.find(request);
    if (!visit) return reply.redirect(addressOf("/", { notice: "expired" }), 303);
    const { conversation, reply: at, id } = visit;
    const slip = at.outcome?.slip;
    if (!slip) return reply.redirect(pathOfNode(at.node), 303);
    const scene = { ...sceneOf(conversation.lang, conversation.city), token: formTokenOf(id) };
    const url = `${originOf(request, publicUrl)}${slipPath(pairing, conversation, slip)}`;
    return page(reply, slipPage(scene, { slip, url, notices: [] }));
  }

  /** Whether a link was made here, as it is. */
  function isOurs({ a, c, s, on, city, n }: Link): boolean {
    const slip = { a, on, city, n, ...(c !== undefined && { c }) };
    return pairing !== undefined && s !== undefined && isSealed(pairing, slip, s);
  }

  /** What a link leads to, where it is one. */
  function made(link: Link, lang: Lang) {
    const { c, on } = link;
    const city = around.cities.includes(link.city) ? link.city : around.city;
    const ours = isOurs(link);
    const carried = { a: link.a, ...(ours && c !== undefined && { c }) };
    const conversation = fromSlipLink(carried, lang, city, on);
    const world = { ...worldOf(city), now: Date.parse(`${on}T12:00:00+09:00`) };
    const { outcome } = turn(conversation, { show: true }, world).reply;
    return { city, ours, conversation, outcome };
  }

  async function linked(request: FastifyRequest, reply: FastifyReply, link: Link): Promise<FastifyReply> {
    const { on, c, n, s, v: version } = link;
    const lang = link.lang ?? languageAskedFor(request);
    const { city, ours, conversation, outcome } = made(link, lang);
    // As it was sealed, else the answers alone: what else somebody wrote there would fit into no code.
    const a = ours ? link.a : toLink(conversation);
    const slip = outcome?.slip;
    // Where these answers lead to no slip, they are shown, to be gone on from.
    if (!slip) return reply.redirect(addressOf("/", { lang, city, a }), 303);
    const query = queryOf({ a, on, lang, city, v: version, ...(ours && { c, n, s }) });
    const notices = noticesOf(link, slip, c !== undefined && !ours);
    const languages = LANGS.map((one) => ({
      lang: one,
      href: `/slip?${queryOf({ ...link, a, lang: one })}`,
    }));
    const url = `${originOf(request, publicUrl)}/slip?${query}`;
    const verdict =
      ours && n !== undefined
        ? { fields: { ...link, a }, given: await around.store.verdicts.has(n) }
        : undefined;
    return page(reply, slipPage(sceneOf(lang, city), { slip, url, notices, languages, verdict }));
  }

  /** Whoever has the slip before them says whether it was right: once a slip, without signing in. */
  async function judge(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const form = v.safeParse(VerdictForm, request.body);
    const link = readLink(request.body);
    if (!form.success || !link) throw new Refusal("invalid_input");
    const { city, ours, outcome } = made(link, "ja");
    const { n, on } = link;
    if (!ours || n === undefined || !outcome?.slip) throw new Refusal("invalid_input", "s");
    const { rule, route } = outcome;
    const about = { rule, route, secret: outcome.diagnosis.secret };
    const detail = {
      ...(form.output.right === "yes" ? RIGHT : { right: false, was: form.output.was }),
      ...about,
    };
    await around.store.transaction((tx) => tx.verdicts.add({ slip: n, day: on, city, detail }));
    return reply.redirect(`/slip?${queryOf(link)}#verdict`, 303);
  }

  /** Of which day and which facts it is, where these are not today's. */
  function noticesOf({ on, v: made }: Link, slip: Slip, isUnproved: boolean): readonly Line[] {
    const today = dayInJapan(now());
    return [
      ...(on < today ? [line("slip.older_day", { day: on, today })] : []),
      ...(made !== undefined && made !== slip.factsVersion
        ? [line("slip.other_facts", { made, now: slip.factsVersion })]
        : []),
      ...(isUnproved ? [line("slip.unproved")] : []),
    ];
  }

  function readLink(query: unknown): Link | undefined {
    const parsed = v.safeParse(LinkSchema, query);
    if (!parsed.success || !isCalendarDay(parsed.output.on)) return undefined;
    const { on } = parsed.output;
    const age = now() - Date.parse(`${on}T00:00:00+09:00`);
    return age >= 0 && age < OLDEST_DAYS * DAY_MS ? parsed.output : undefined;
  }

  return async (app) => {
    await app.register(formbody, { bodyLimit: BODY_LIMIT });
    app.post("/slip/verdict", HIDDEN, (request, reply) => judge(request, reply));
    app.get<{ Querystring: Record<string, unknown> }>("/slip", HIDDEN, async (request, reply) => {
      // Neither a conversation nor a link to one is anything for a search engine.
      reply.header("x-robots-tag", "noindex");
      if (request.query["a"] === undefined) return own(request, reply);
      const link = readLink(request.query);
      return link
        ? linked(request, reply, link)
        : reply.redirect(addressOf("/", { notice: "unreadable_link" }), 303);
    });
  };
}

function page(reply: FastifyReply, markup: string): FastifyReply {
  return reply.type("text/html; charset=utf-8").send(markup);
}

/** As published, else as the sender reached us: that is where another device of theirs reaches us, too. */
function originOf(request: FastifyRequest, publicUrl: string | undefined): string {
  return publicUrl ?? `${request.protocol}://${request.host}`;
}

/** `2026-02-31` has the form of a day and is none. */
function isCalendarDay(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}
