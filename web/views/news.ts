import { html, nothing } from "lit";
import type { Scene, View } from "../scene.ts";

/** What happened to the last input, and whether the server can be reached. */
export function news(scene: Scene): View {
  const { session, standing, say, rich, inert } = scene;
  return html`<div id="news">
    ${session.wrote === undefined ? nothing : html`<p class="wrote"><span>${say("widget.you_wrote")}</span> ${inert(session.wrote)}</p>`}
    ${session.masked ? notice(say("widget.masked")) : nothing}
    ${session.isGone ? notice(say("error.expired_conversation")) : nothing}
    ${session.refusal ? notice("text" in session.refusal ? rich(session.refusal.text) : say(session.refusal.id)) : nothing}
    ${standing?.pairing ? pairing(scene, standing.pairing) : notices(scene)}
    ${session.isCut ? notice(rich(scene.words(session.pending ? "widget.resending" : "widget.unreachable"))) : nothing}
  </div>`;
}

/** What several lines tell together, such as an answer and its sources, in one frame. */
function notices({ standing, rich }: Scene): View {
  const told = standing?.notices.filter((text) => text !== standing.alert) ?? [];
  if (told.length === 0) return nothing;
  return html`<div class="notice">${told.map((text) => html`<p>${rich(text)}</p>`)}</div>`;
}

/** What everybody is to know, above everything else. */
export function alarm({ standing, rich }: Scene): View {
  return standing?.alert ? notice(rich(standing.alert)) : nothing;
}

function notice(content: View): View {
  return html`<div class="notice"><p>${content}</p></div>`;
}

/** The code, the server's address, and what to do with them. */
function pairing(
  { say, words, rich, isPage }: Scene,
  { code, server, expiresAt }: { code: string; server: string; expiresAt: number | string },
): View {
  const time = new Date(expiresAt).toLocaleTimeString("ja-JP", { hour: "2-digit", minute: "2-digit" });
  return html`<section class="notice" aria-labelledby="pairing">
    <h3 id="pairing" aria-level=${isPage ? 2 : 3}>${say("pairing.title")}</h3>
    <p>${say("pairing.lead")}</p>
    <p class="code">${code.slice(0, 4)} ${code.slice(4)}</p>
    <p>${say("widget.card_server")}: <span class="address">${server}</span></p>
    <p>${rich(words("pairing.how", { code, server }))}</p>
    <p>${say("widget.card_until", { time })}</p>
    <p>${say("pairing.waiting")}</p>
  </section>`;
}
