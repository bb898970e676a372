import { createHash } from "node:crypto";
import { type Command, COMMANDS, type Conversation, type Rating, RATINGS } from "../../assistant/index.ts";
import type { WithPerson } from "../../assistant/conversation.ts";
import { ENDINGS, type Ending } from "../../assistant/reminders.ts";

/**
 * What a button says when it is tapped. Buttons stay in the chat for ever, so each names the question it
 * belongs to, and the assistant can tell a stale one.
 */
export type Button =
  | { readonly choose: string; readonly node: string }
  | { readonly change: string }
  | { readonly command: Command; readonly value?: string }
  /** What somebody says of the answer that they got. */
  | { readonly rate: Rating }
  /** The card ends on a day that the resident chooses: a reminder before it. */
  | { readonly remind: Ending }
  /** No reminder any more, of one ending; `any` on buttons that were sent before they named one. */
  | { readonly remind: "off"; readonly of: Ending | "any" }
  /** What to do about something that ends, of which somebody was reminded. */
  | { readonly about: Ending }
  /** Looks at something and changes nothing. */
  | { readonly view: View };

/**
 * The same reply can be looked at in several ways: where things stand, the answers so far, a drawing, the languages,
 * or what there is to say about reminders.
 */
const VIEWS = ["now", "answers", "picture", "languages", "reminder"] as const;
export type View = (typeof VIEWS)[number];

/** A button as it comes back. */
export interface Tapped {
  readonly button: Button;
  /** The talk that it belongs to; undefined where that makes no difference, as in the rich menu. */
  readonly talk: string | undefined;
}

/** As postback data, such as `n=screen&v=digits4&k=Xb2_0aQz`. */
export function toPostback(button: Button, talk?: string): string {
  return new URLSearchParams({ ...fieldsOf(button), ...(talk && { k: talk }) }).toString();
}

function fieldsOf(button: Button): Record<string, string> {
  if ("choose" in button) return { n: button.node, v: button.choose };
  if ("change" in button) return { change: button.change };
  if ("command" in button) return { c: button.command, ...(button.value && { v: button.value }) };
  if ("rate" in button) return { rate: button.rate };
  if ("of" in button) return { remind: "off", ...(button.of !== "any" && { of: button.of }) };
  if ("remind" in button) return { remind: button.remind };
  if ("about" in button) return { about: button.about };
  return { see: button.view };
}

/** Reads postback data; undefined where it is none of ours, such as that of another tool's rich menu. */
export function fromPostback(data: string): Tapped | undefined {
  const fields = new URLSearchParams(data);
  const button = buttonOf(fields);
  return button && { button, talk: fields.get("k") ?? undefined };
}

function buttonOf(fields: URLSearchParams): Button | undefined {
  const [node, value, command] = [fields.get("n"), fields.get("v"), fields.get("c")];
  if (node && value) return { choose: value, node };
  const known = COMMANDS.find((one) => one === command);
  if (known) return { command: known, ...(value && { value }) };
  const change = fields.get("change");
  if (change) return { change };
  const rate = RATINGS.find((one) => one === fields.get("rate"));
  if (rate) return { rate };
  const ending = (field: string) => ENDINGS.find((one) => one === fields.get(field));
  if (fields.get("remind") === "off") return { remind: "off", of: ending("of") ?? "any" };
  const [remind, about] = [ending("remind"), ending("about")];
  if (remind) return { remind };
  if (about) return { about };
  const view = VIEWS.find((one) => one === fields.get("see"));
  return view && { view };
}

/** A run through the questions: a conversation from its first answer until somebody starts again. */
type Talk = Pick<Conversation, "answers">;

/** A short name of a talk, which tells nothing of it. `id`: of the stored conversation. */
export function talkOf(id: string, { answers }: Talk): string {
  const begun = answers.length === 0 ? "" : Math.min(...answers.map(({ at }) => at));
  return createHash("sha256").update(`${id} ${begun}`).digest("base64url").slice(0, 8);
}

/** Whether a tap does something to the talk that the button stands in, and nothing to a later one. */
export function isBoundToTalk(button: Button): boolean {
  return "choose" in button || "change" in button || ("command" in button && button.command === "restart");
}

/**
 * Names a wait for a person, or a talk with one, so that the way out of it can be told from that of an earlier one.
 */
export function handoffOf({ state, since }: Pick<WithPerson, "state" | "since">): string {
  return `${state}.${since.toString(36)}`;
}

/** Whether a button belongs to this talk; that of the first question was made before the talk began. */
export function isOfTalk(talk: string, id: string, now: Talk): boolean {
  return talk === talkOf(id, now) || talk === talkOf(id, { answers: [] });
}
