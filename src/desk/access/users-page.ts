import formbody from "@fastify/formbody";
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from "fastify";
import * as v from "valibot";
import { type Html, html } from "../../channels/web/html.ts";
import {
  type AccountChange,
  AccountChangeSchema,
  changeAccount,
  listAccounts,
  type Listed,
} from "./accounts.ts";
import { hashPassword, weaknessOf } from "./passwords.ts";
import { ROLES } from "./roles.ts";
import { type AccessOptions, requires, type Session, signedIn } from "./session.ts";
import { mistake, sheet } from "./sheet.ts";
import { words } from "./wording.ts";

const BODY_LIMIT = 16 * 1024;
/** How long somebody's password takes to make is no matter; how often they may have one made, is. */
const CHANGES = { max: 30, timeWindow: "1 minute" } as const;

/** What the page tells of the last change. */
type Told = "done" | "taken" | "unknown" | "elsewhere_only" | "self" | "invalid" | "weak";

/** Accounts, for admins: to add one, to change its role, to stop it and let it in again. */
export function userPages({ store, now }: AccessOptions): FastifyPluginAsync {
  async function show(session: Session, reply: FastifyReply, told?: Told): Promise<FastifyReply> {
    const page = usersPage(session, await listAccounts(store, now()), told);
    return reply
      .code(told === undefined || told === "done" ? 200 : 422)
      .type("text/html; charset=utf-8")
      .send(page);
  }

  return async (app) => {
    await app.register(formbody, { bodyLimit: BODY_LIMIT });
    app.get("/desk/users", { preHandler: requires("users.manage") }, async (request, reply) =>
      show(await signedIn(request), reply, isDone(request) ? "done" : undefined),
    );
    app.post(
      "/desk/users",
      { preHandler: requires("users.manage"), config: { rateLimit: CHANGES } },
      async (request, reply) => {
        const session = await signedIn(request);
        const change = await readChange(request.body, session);
        if (typeof change === "string") return show(session, reply, change);
        const outcome = await changeAccount(store, session.user, change, now());
        if (outcome === "done") return reply.redirect("/desk/users?done", 303);
        return show(session, reply, outcome === "elsewhere" ? "elsewhere_only" : outcome);
      },
    );
  };
}

function isDone({ query }: FastifyRequest): boolean {
  return typeof query === "object" && query !== null && "done" in query;
}

const Form = v.object({ do: v.string(), id: v.string(), password: v.optional(v.string()) });

/** The change that a form asks for, or why there is none. A new password is a hash from here on. */
async function readChange(body: unknown, { user }: Session): Promise<AccountChange | Told> {
  const form = v.safeParse(v.looseObject(Form.entries), body);
  if (!form.success) return "invalid";
  const { password, id } = form.output;
  // Whoever shuts themselves out leaves nobody who could let them in again.
  if (id === user.id) return "self";
  if (password !== undefined && weaknessOf(password, id)) return "weak";
  const hashed = password === undefined ? {} : { password: await hashPassword(password) };
  const change = v.safeParse(AccountChangeSchema, { ...form.output, ...hashed });
  return change.success ? change.output : "invalid";
}

function usersPage(session: Session, accounts: readonly Listed[], told: Told | undefined): string {
  return sheet({
    title: words("users.title"),
    session,
    wide: true,
    main: html`
      ${told === "done" && html`<div class="notice" role="status"><p>${words("users.done")}</p></div>`}
      ${told && told !== "done" && mistake(words("users.not_done"), words(`users.${told}`))}
      <h1>${words("users.title")}</h1>
      <p class="lead">${words("users.lead")}</p>
      <div class="table" role="region" tabindex="0" aria-label="${words("users.title")}">
        <table>
          <caption>
            ${words("users.caption", { count: accounts.length })}
          </caption>
          <thead>
            <tr>
              ${["id", "name", "role", "state", "change"].map(
                (column) => html`<th scope="col">${words(`users.${column}`)}</th>`,
              )}
            </tr>
          </thead>
          <tbody>
            ${accounts.map((account) => row(account, session))}
          </tbody>
        </table>
      </div>
      ${adding(session)}
    `,
  });
}

function row(account: Listed, session: Session): Html {
  const { id, name, role, signsIn, disabled } = account;
  return html`<tr>
    <td>${id}</td>
    <td>${name}</td>
    <td>${words(`role.${role}`)}</td>
    <td>${words(`users.${stateOf(account)}`)}</td>
    <td>
      ${
        id !== session.user.id &&
        html`<div class="account">
          ${signsIn === "here" && form(session, id, "set_role", words("users.save_role"), roles(words("users.role_of", { name }), role))}
          ${form(session, id, disabled ? "enable" : "disable", words(disabled ? "users.enable" : "users.disable"), html`<span class="unseen">${words("users.of", { name })}</span>`)}
        </div>`
      }
    </td>
  </tr>`;
}

function stateOf({ disabled, locked, signsIn }: Listed): string {
  if (disabled) return "disabled";
  if (locked) return "locked";
  return signsIn === "elsewhere" ? "elsewhere" : "ok";
}

function form(session: Session, id: string, what: AccountChange["do"], label: string, more: Html): Html {
  return html`<form method="post" action="/desk/users">
    ${fields(session, what)}
    <input type="hidden" name="id" value="${id}" />
    ${more}
    <button>${label}</button>
  </form>`;
}

function fields({ csrf }: Session, what: AccountChange["do"]): Html {
  return html`<input type="hidden" name="csrf" value="${csrf}" /><input
      type="hidden"
      name="do"
      value="${what}"
    />`;
}

function roles(label: string, chosen: string): Html {
  return html`<select name="role" aria-label="${label}">
    ${ROLES.map((role) =>
      role === chosen
        ? html`<option value="${role}" selected>${words(`role.${role}`)}</option>`
        : html`<option value="${role}">${words(`role.${role}`)}</option>`,
    )}
  </select>`;
}

function adding(session: Session): Html {
  return html`<section aria-labelledby="add">
    <h2 id="add">${words("users.add")}</h2>
    <p>${words("users.add_how")}</p>
    <form class="sign-in" method="post" action="/desk/users" autocomplete="off">
      ${fields(session, "add")}
      <label for="id">${words("users.id")}</label>
      <input id="id" name="id" type="text" autocapitalize="none" spellcheck="false" maxlength="40" required />
      <label for="name">${words("users.name")}</label>
      <input id="name" name="name" type="text" maxlength="60" required />
      <p><label>${words("users.role")} ${roles(words("users.role"), "agent")}</label></p>
      <label for="password">${words("users.password")}</label>
      <input
        id="password"
        name="password"
        type="password"
        autocomplete="new-password"
        minlength="12"
        maxlength="200"
        required
      />
      <button class="main">${words("users.add_button")}</button>
    </form>
  </section>`;
}
