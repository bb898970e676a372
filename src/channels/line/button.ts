import { type Command, COMMANDS } from "../../assistant/index.ts";

/**
 * What a button says when it is tapped. Buttons stay in the chat for ever, so each names the question it
 * belongs to, and the assistant can tell a stale one.
 */
export type Button =
  | { readonly choose: string; readonly node: string }
  | { readonly change: string }
  | { readonly command: Command; readonly value?: string }
  /** Looks at something and changes nothing. */
  | { readonly view: View };

/** The same reply can be looked at in several ways: a page of its choices, or the answers so far. */
export type View = { readonly page: number } | "answers";

/** How a question is looked at unless a button says otherwise. */
export const FIRST_PAGE: View = { page: 0 };

/** As postback data, such as `n=screen&v=digits4`. */
export function toPostback(button: Button): string {
  return new URLSearchParams(fieldsOf(button)).toString();
}

function fieldsOf(button: Button): Record<string, string> {
  if ("choose" in button) return { n: button.node, v: button.choose };
  if ("change" in button) return { change: button.change };
  if ("command" in button) return { c: button.command, ...(button.value && { v: button.value }) };
  return { see: button.view === "answers" ? "answers" : String(button.view.page) };
}

/** Reads postback data; undefined where it is none of ours, such as that of another tool's rich menu. */
export function fromPostback(data: string): Button | undefined {
  const fields = new URLSearchParams(data);
  const [node, value, command] = [fields.get("n"), fields.get("v"), fields.get("c")];
  if (node && value) return { choose: value, node };
  const known = COMMANDS.find((one) => one === command);
  if (known) return { command: known, ...(value && { value }) };
  const change = fields.get("change");
  if (change) return { change };
  const view = viewOf(fields.get("see"));
  return view && { view };
}

function viewOf(text: string | null): View | undefined {
  if (text === "answers") return text;
  return text && /^\d{1,3}$/.test(text) ? { page: Number(text) } : undefined;
}
