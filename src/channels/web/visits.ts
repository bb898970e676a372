import type { FastifyReply, FastifyRequest } from "fastify";
import { type Conversation, type Input, newConversation, type Reply, turn } from "../../assistant/index.ts";
import type { Lang } from "../../language/index.ts";
import type { Conversation as Row, Transaction } from "../../store/index.ts";
import { lookAt, type Surroundings, takeTurn } from "../dialogue.ts";
import { issueVisitorId, isVisitorId, rowIdOf, type VisitorId } from "./identity.ts";

const CHANNEL = "web";

/** In which language and for which city somebody begins. */
export interface Beginning {
  readonly lang: Lang;
  readonly city: string;
}

/** Where a conversation stands. */
export interface Standing {
  readonly conversation: Conversation;
  readonly reply: Reply;
}

/** A visitor with a stored conversation. */
export interface Visit extends Standing {
  readonly id: VisitorId;
  /** The code of a pairing that the last turn opened. */
  readonly code?: string;
}

/** Says what to do, seeing where the conversation stands when its turn has come; nothing is allowed. */
export type Wish = (at: Standing) => readonly Input[];

/** The conversations of visitors, found by the cookie that the server issued to each. */
export interface Visits {
  /** The conversation of whoever sent the request. */
  find(request: FastifyRequest): Promise<Visit | undefined>;
  /** Where somebody new would stand. Nothing is stored. */
  imagine(beginning: Beginning): Standing;
  /** Where a conversation would stand after an input. Nothing is stored. */
  suppose(standing: Standing, input: Input): Standing;
  /** Takes the wished turns of the sender's conversation; undefined where they have none. */
  continue(request: FastifyRequest, wish: Wish): Promise<Visit | undefined>;
  /** Starts a conversation under a new id with the wished turns, at least one, and sends the cookie. */
  begin(reply: FastifyReply, beginning: Beginning, wish: Wish): Promise<Visit>;
}

/**
 * Ids come from the server alone: a cookie without a stored conversation counts for nothing, so nobody
 * can hand somebody an id that they know.
 */
export function visitsOf(around: Surroundings, secure: boolean): Visits {
  const { store } = around;
  // "__Host-" keeps neighbours on the same domain from setting the cookie; it asks for https.
  const cookie = secure ? "__Host-tokeru" : "tokeru";

  function idOf(request: FastifyRequest): VisitorId | undefined {
    const id = request.cookies[cookie];
    return isVisitorId(id) ? id : undefined;
  }

  function imagine({ lang, city }: Beginning): Standing {
    return turn(newConversation(lang, city), { show: true }, around.worldOf(city));
  }

  /** Takes the wished turns inside a transaction, from the state that was found there. */
  async function take(
    tx: Transaction,
    id: VisitorId,
    row: Row | undefined,
    from: Standing,
    wish: Wish,
  ): Promise<Visit> {
    const { lang, city } = from.conversation;
    const opening = { id: rowIdOf(id), channel: CHANNEL, lang, city };
    let found = row;
    let standing: Standing & { readonly code?: string } = from;
    for (const input of wish(from)) {
      const turned = await takeTurn(tx, around, found, opening, input);
      found = turned.row;
      standing = turned;
    }
    const { conversation, reply, code } = standing;
    return { id, conversation, reply, ...(code !== undefined && { code }) };
  }

  return {
    async find(request) {
      const id = idOf(request);
      const row = id && own(await store.conversations.find(rowIdOf(id)));
      return id && row ? { id, ...lookAt(around, row) } : undefined;
    },
    imagine,
    suppose({ conversation }, input) {
      return turn(conversation, input, around.worldOf(conversation.city));
    },
    async continue(request, wish) {
      const id = idOf(request);
      if (!id) return undefined;
      return store.transaction(async (tx) => {
        const row = own(await tx.conversations.find(rowIdOf(id)));
        return row && take(tx, id, row, lookAt(around, row), wish);
      });
    },
    async begin(reply, beginning, wish) {
      const id = issueVisitorId();
      const visit = await store.transaction((tx) => take(tx, id, undefined, imagine(beginning), wish));
      // No expiry: on a shared device the conversation ends with the browser.
      reply.setCookie(cookie, id, { path: "/", httpOnly: true, sameSite: "lax", secure });
      return visit;
    },
  };
}

function own(row: Row | undefined): Row | undefined {
  return row?.channel === CHANNEL ? row : undefined;
}
