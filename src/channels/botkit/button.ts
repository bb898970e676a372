import { readConversation } from "../../assistant/index.ts";
import type { Conversation as Row } from "../../store/index.ts";
import { type Button, fromPostback, isOfTalk, toPostback } from "../line/button.ts";

/** What a button of ours says when it is pressed; the same as on LINE, so that one reader knows them all. */
export type { Button } from "../line/button.ts";
export { talkOf } from "../line/button.ts";

/** Under this name the words of a button travel where a platform wants an object. */
export const DATA_KEY = "tokeru";

/** Every button names its conversation, its question and its option: it stays in the chat, and others may see it. */
export function dataOf(button: Button, talk: string): string {
  return toPostback(button, talk);
}

/** A button of ours; undefined where somebody else's bot made it, or where its words are no button's. */
export function readButton(data: string): { readonly button: Button; readonly talk: string } | undefined {
  const read = fromPostback(data);
  return read?.talk === undefined ? undefined : { button: read.button, talk: read.talk };
}

/** Whether a button was shown to this person in the present run through the questions. */
export function isCurrent(talk: string, row: Row | undefined): row is Row {
  return row !== undefined && isOfTalk(talk, row.id, readConversation(row.body));
}
