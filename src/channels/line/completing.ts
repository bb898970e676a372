import { readConversation } from "../../assistant/index.ts";
import type { Lang } from "../../language/index.ts";
import type { Claim, Conversation as Row } from "../../store/index.ts";
import { lookAt, type Surroundings, takeTurn } from "../dialogue.ts";
import type { AccountApi } from "./account-api.ts";
import { type AddressKeys, openAddress } from "./address.ts";
import { talkOf } from "./button.ts";
import { showMenu } from "./menu.ts";
import { messagesOf } from "./messages.ts";
import type { Outgoing } from "./outgoing.ts";
import { FIRST_LANG, languageOf } from "./profile.ts";

/** What it takes to complete a message. */
export interface CompletingSurroundings extends Surroundings {
  readonly keys: AddressKeys;
  readonly account: AccountApi;
  readonly publicUrl?: string | undefined;
}

/**
 * Does what can be done only when a message is sent, since it asks LINE: speaks to a stranger in the language of
 * their profile, and gives a person the rich menu of their language. It stands here because LINE is to be told
 * at once that an event has arrived, and no transaction may wait for an answer from outside. Whatever goes
 * wrong, the message is sent as it is.
 */
export function completing(around: CompletingSurroundings) {
  const { store, account, keys } = around;

  return async (claim: Claim, message: Outgoing): Promise<Outgoing> => {
    const { greeting, inLanguages } = message;
    const isFirst = greeting || inLanguages !== undefined;
    if (!isFirst && message.menu === undefined) return message;
    const row = await store.conversations.find(claim.conversation);
    const userId = row?.address ? openAddress(keys, row.id, row.address) : undefined;
    if (!row || userId === undefined) return message;
    const spoken = isFirst ? await inTheirLanguage(row, userId) : row;
    const { lang } = readConversation(spoken.body);
    const menu = message.menu ?? (lang === FIRST_LANG ? undefined : lang);
    if (menu !== undefined) await showMenu(account, userId, menu);
    if (!isFirst || lang === FIRST_LANG) return message;
    return { ...message, messages: inLanguages?.[lang] ?? greetingFor(spoken) };
  };

  /** Goes on in the language of somebody's profile, where that is another. */
  async function inTheirLanguage(row: Row, userId: string): Promise<Row> {
    const lang = await languageOf(account, userId);
    return lang === undefined || lang === readConversation(row.body).lang ? row : speak(row, lang);
  }

  function greetingFor(row: Row): Outgoing["messages"] {
    const { conversation, reply } = lookAt(around, row);
    const [say, clerk] = [around.say(conversation.lang), around.say("ja")];
    const talk = talkOf(row.id, conversation);
    return messagesOf(reply, { say, clerk, talk, view: "now", told: false, pictures: around.publicUrl });
  }

  /** Whoever has gone on meanwhile has read what stood there, or chosen a language. */
  function speak(row: Row, lang: Lang): Promise<Row> {
    return store.transaction(async (tx) => {
      const found = await tx.conversations.find(row.id);
      if (!found || found.rev !== row.rev || row.rev > 1) return found ?? row;
      const { city } = readConversation(found.body);
      const opening = { id: row.id, channel: row.channel, lang, city };
      return (await takeTurn(tx, around, found, opening, { command: "language", value: lang })).row;
    });
  }
}
