import { bare, wordsOf } from "../../assistant/typed.ts";
import type { Say } from "../../language/index.ts";
import type { Button } from "./button.ts";

/** Buttons of LINE alone. What the assistant knows itself, such as commands and choices, it reads from words, too. */
const BUTTONS: Readonly<Record<string, Button>> = {
  "line.button.answers": { view: "answers" },
  "line.button.picture": { view: "picture" },
  "line.remind.see": { view: "now" },
  "line.remind.cancel": { remind: "off", of: "any" },
  "ui.language": { view: "languages" },
};

/** The button whose words somebody typed: LINE on a computer shows no buttons below a message. */
export function typedButton(text: string, say: Say): Button | undefined {
  const typed = bare(text);
  return Object.entries(BUTTONS).find(([id]) => wordsOf(id, say).has(typed))?.[1];
}
