import { html, nothing } from "lit";
import { hashOf, isSame } from "../place.ts";
import { type Content, keyed, type Scene } from "../scene.ts";
import { say, sayOf } from "../words.ts";

/** The name of the place, who sits there, and the ways out of it. */
export function bar(scene: Scene): Content {
  const { session, acts } = scene;
  const { me } = session;
  return html`<header class="bar">
    <h1><a href="#/">${say("app.title")}</a></h1>
    ${
      me
        ? html`<p class="who">${say("app.who", { name: me.user.name, role: sayOf("role", me.user.role) })}</p>
            ${session.may("conversation.export") ? html`<a class="plain" href="#/over">${say("app.over")}</a>` : nothing}
            ${session.may("insights.see") ? html`<a class="plain" href="/desk/insights">${say("app.insights")}</a>` : nothing}
            ${session.may("audit.see") ? html`<a class="plain" href="/desk/audit">${say("app.audit")}</a>` : nothing}
            ${session.may("users.manage") ? html`<a class="plain" href="/desk/users">${say("app.users")}</a>` : nothing}
            ${session.may("settings.change") ? html`<a class="plain" href="#/settings">${say("app.settings")}</a>` : nothing}
            <a class="plain" href="/desk/password">${say("app.password")}</a>
            ${keyed(scene, "help", "app.help", "plain")}
            <button type="button" class="plain" @click=${() => acts.ask("signOut")}>
              ${say("app.sign_out")}
            </button>`
        : nothing
    }
  </header>`;
}

/** What happened, and whether the server can be reached. */
export function notices({ session, shown, acts }: Scene): Content {
  const { notice, isCut } = session;
  const letters = session.outbox.all();
  const unsent = letters.length;
  const elsewhere = new Set(
    letters.filter(({ place }) => !isSame(place, session.place)).map(({ place }) => hashOf(place)),
  );
  return html`<div class="notices">
    ${isCut ? html`<p class="notice cut"><span aria-hidden="true">⚠ </span>${say("app.cut")}</p>` : nothing}
    ${
      notice
        ? html`<p class="notice ${notice.tone}">
            <span>${notice.text}</span>
            <button type="button" class="quiet" @click=${() => session.putAway()}>
              ${say("app.dismiss")}
            </button>
          </p>`
        : nothing
    }
    ${Array.from(
      elsewhere,
      (hash) =>
        html`<p class="notice cut">
          <span>${say("app.unsent_elsewhere")}</span> <a href=${hash}>${say("app.unsent_open")}</a>
        </p>`,
    )}
    ${
      shown.asks === "signOut" && unsent > 0
        ? html`<p class="notice problem">
            <span id="asks" tabindex="-1">${say("app.sign_out_unsent", { n: unsent })}</span>
            <button type="button" class="plain" @click=${() => acts.confirm()}>${say("app.sign_out")}</button>
            <button type="button" class="plain" @click=${() => acts.show({ asks: undefined })}>
              ${say("app.cancel")}
            </button>
          </p>`
        : nothing
    }
  </div>`;
}
