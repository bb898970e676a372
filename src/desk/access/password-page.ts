import formbody from "@fastify/formbody";
import type { FastifyPluginAsync, FastifyReply } from "fastify";
import * as v from "valibot";
import { type Html, html } from "../../channels/web/html.ts";
import { changeAccount } from "./accounts.ts";
import { signInByPassword } from "./by-password.ts";
import { hashPassword, weaknessOf } from "./passwords.ts";
import { type AccessOptions, requires, sendCookie, type Session, signedIn } from "./session.ts";
import { mistake, sheet } from "./sheet.ts";
import { words } from "./wording.ts";

const BODY_LIMIT = 16 * 1024;
const ATTEMPTS = { max: 10, timeWindow: "1 minute" } as const;

/** What was wrong with the last attempt: names of messages. */
type Told = "password.wrong" | "password.differ" | "users.weak" | "users.elsewhere_only";

const Form = v.object({ old: v.string(), password: v.string(), again: v.string() });

/** Whoever has an account here changes their own password; all their other sign-ins end. */
export function passwordPage(options: AccessOptions): FastifyPluginAsync {
  const { store, now } = options;
  const show = (session: Session, reply: FastifyReply, told?: Told) =>
    reply
      .code(told === undefined ? 200 : 422)
      .type("text/html; charset=utf-8")
      .send(page(session, told));

  /** Whoever signs in elsewhere has none here. */
  const hasPassword = async ({ user }: Session) => (await store.users.find(user.id))?.password != null;

  return async (app) => {
    await app.register(formbody, { bodyLimit: BODY_LIMIT });
    app.get("/desk/password", { preHandler: requires() }, async (request, reply) => {
      const session = await signedIn(request);
      return show(session, reply, (await hasPassword(session)) ? undefined : "users.elsewhere_only");
    });
    app.post(
      "/desk/password",
      { preHandler: requires(), config: { rateLimit: ATTEMPTS } },
      async (request, reply) => {
        const session = await signedIn(request);
        const { id } = session.user;
        const form = v.safeParse(Form, request.body);
        if (!form.success) return show(session, reply, "password.wrong");
        const { old, password, again } = form.output;
        if (!(await hasPassword(session))) return show(session, reply, "users.elsewhere_only");
        if (password !== again) return show(session, reply, "password.differ");
        if (weaknessOf(password, id)) return show(session, reply, "users.weak");
        // As at the door: a wrong one counts, and may lock the account.
        if ((await signInByPassword(options, { id, password: old })) === undefined) {
          return show(session, reply, "password.wrong");
        }
        const change = { do: "set_password", id, password: await hashPassword(password) } as const;
        await changeAccount(store, session.user, change, now());
        const cookie = await signInByPassword(options, { id, password });
        if (cookie !== undefined) sendCookie(reply, cookie);
        return reply.redirect("/desk", 303);
      },
    );
  };
}

function page(session: Session, told: Told | undefined): string {
  return sheet({
    title: words("password.title"),
    session,
    main: html`
      ${told && mistake(words("users.not_done"), words(told))}
      <h1>${words("password.title")}</h1>
      ${
        told !== "users.elsewhere_only" &&
        html`<form class="sign-in" method="post" action="/desk/password">
          <input type="hidden" name="csrf" value="${session.csrf}" />
          ${field("old", "current-password")} ${field("password", "new-password")}
          ${field("again", "new-password")}
          <button class="main">${words("password.save")}</button>
        </form>`
      }
    `,
  });
}

const LABELS = { old: "password.old", password: "password.new", again: "password.again" } as const;

function field(name: keyof typeof LABELS, autocomplete: string): Html {
  return html`<label for="${name}">${words(LABELS[name])}</label>
    <input
      id="${name}"
      name="${name}"
      type="password"
      autocomplete="${autocomplete}"
      maxlength="800"
      required
    />`;
}
