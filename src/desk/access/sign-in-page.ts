import { type Html, html, type Piece } from "../../channels/web/html.ts";
import { mistake, sheet } from "./sheet.ts";
import { words } from "./wording.ts";

/** By which ways somebody can sign in here. */
export interface Ways {
  /** With id and password: there is somebody who has one. */
  readonly here: boolean;
  /** With a provider of the city's. */
  readonly elsewhere: boolean;
}

/** What the page tells of the last attempt: names of messages, never anything that was typed. */
export type Told =
  | "failed"
  | "fields_missing"
  | "too_many"
  | "crowded"
  | "cross_site"
  | "no_role"
  | "disabled"
  | "elsewhere_refused"
  | "elsewhere_unreachable";

/** Where somebody signs in; where nobody can yet, what whoever has the server does about it. */
export function signInPage(ways: Ways, told?: Told | "signed_out"): string {
  const title = words("access.sign_in");
  if (!ways.here && !ways.elsewhere) return nobodyYet();
  return sheet({
    title: told === undefined || told === "signed_out" ? title : `${words("access.not_entered")}: ${title}`,
    main: html`
      ${told && notice(told)}
      <h1>${title}</h1>
      <p class="lead">${words("access.sign_in_for")}</p>
      ${ways.elsewhere && elsewhere()}
      ${ways.here && ways.elsewhere && html`<p class="count">${words("access.or")}</p>`}
      ${ways.here && here()}
      <p>${words("access.forgot")}</p>
      <p class="alone"><a href="/">${words("access.residents")}</a></p>
    `,
  });
}

function notice(told: Told | "signed_out"): Html {
  return told === "signed_out"
    ? html`<div class="notice" role="status"><p>${words("access.signed_out")}</p></div>`
    : mistake(words("access.not_entered"), words(`access.${told}`));
}

function here(): Html {
  return html`<form class="sign-in" method="post" action="/desk/sign-in">
    <label for="id">${words("access.id")}</label>
    <input
      id="id"
      name="id"
      type="text"
      autocomplete="username"
      autocapitalize="none"
      spellcheck="false"
      maxlength="60"
      required
    />
    <label for="password">${words("access.password")}</label>
    <input
      id="password"
      name="password"
      type="password"
      autocomplete="current-password"
      maxlength="800"
      required
    />
    <button class="main">${words("access.enter")}</button>
  </form>`;
}

/** A link, since a form's policy would have to name the provider. */
function elsewhere(): Piece {
  return [
    html`<p><a class="button main elsewhere" href="/desk/oidc/start">${words("access.elsewhere")}</a></p>`,
    html`<p class="count">${words("access.elsewhere_how")}</p>`,
  ];
}

/** Whoever sees this tells an operator, or is one. */
function nobodyYet(): string {
  return sheet({
    title: words("access.none_title"),
    main: html`
      <h1>${words("access.none_title")}</h1>
      <p>${words("access.none")}</p>
      <ul>
        <li>
          <p>${words("access.none_local")}</p>
          <p><code>tokeru desk add-user tanaka --name "田中 花子" --role admin</code></p>
        </li>
        <li>
          <p>${words("access.none_oidc")}</p>
          <p>
            <code>TOKERU_OIDC_ISSUER</code> <code>TOKERU_OIDC_CLIENT_ID</code> <code>TOKERU_OIDC_ROLES</code>
          </p>
        </li>
      </ul>
      <p>${words("access.none_more")}</p>
      <p class="alone"><a href="/">${words("access.residents")}</a></p>
    `,
  });
}
