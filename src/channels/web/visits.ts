import type { FastifyReply, FastifyRequest } from "fastify";
import { type Conversation, type Input, newConversation, type Reply, turn } from "../../assistant/index.ts";
import type { Lang } from "../../language/index.ts";
import type { Conversation as Row, Transaction } from "../../store/index.ts";
import { lookAt, type Surroundings, takeTurn, type Turned } from "../dialogue.ts";
import { worldToSee } from "../settings.ts";
import { issueVisitorId, isVisitorId, rowIdOf, tokenOf, turnIdOf, type VisitorId } from "./identity.ts";
import type { Origins } from "./origins.ts";

/** The name of this channel in the store. */
export const CHANNEL = "web";

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
  /** Rises with every change of the stored conversation. */
  readonly rev: number;
  /** The code of a pairing that the last turn opened. */
  readonly code?: string;
}

/** Says what to do, seeing where the conversation stands when its turn has come; nothing is allowed. */
export type Wish = (at: Standing) => readonly Input[];

/**
 * The conversations of visitors, found by the cookie or the token that the server issued to each. By cookie
 * somebody changes theirs from our own pages alone, by token they use it from pages that their city names too.
 */
export interface Visits {
  /** The conversation of whoever sent the request. */
  find(request: FastifyRequest): Promise<Visit | undefined>;
  /** Where somebody new would stand. Nothing is stored. */
  imagine(beginning: Beginning): Standing;
  /** Where a conversation would stand after an input. Nothing is stored. */
  suppose(standing: Standing, input: Input): Standing;
  /**
   * Takes the wished turns of the sender's conversation; undefined where they have none. Under the same `once`,
   * an id of the sender's choice, nothing is taken a second time.
   */
  continue(request: FastifyRequest, wish: Wish, once?: string): Promise<Visit | undefined>;
  /** Starts a conversation under a new id with the wished turns, at least one. Who keeps the id, keeps it. */
  open(beginning: Beginning, wish: Wish): Promise<Visit>;
  /** The same, and sends the id as a cookie. */
  begin(reply: FastifyReply, beginning: Beginning, wish: Wish): Promise<Visit>;
}

/**
 * Ids come from the server alone: one without a stored conversation counts for nothing, so nobody can hand
 * somebody an id that they know.
 */
export function visitsOf(around: Surroundings, secure: boolean, origins: Origins): Visits {
  const { store } = around;
  // "__Host-" keeps neighbours on the same domain from setting the cookie; it asks for https.
  const cookie = secure ? "__Host-tokeru" : "tokeru";

  function idOf(request: FastifyRequest): VisitorId | undefined {
    const id = tokenOf(request) ?? request.cookies[cookie];
    return isVisitorId(id) ? id : undefined;
  }

  /** Where a stored conversation stands, for whoever may know. */
  function seen(request: FastifyRequest, row: Row | undefined): (Turned & Standing) | undefined {
    if (row?.channel !== CHANNEL) return undefined;
    const at = lookAt(around, row);
    if (tokenOf(request) !== undefined) origins.requireEmbedder(request, at.conversation.city);
    return at;
  }

  function imagine({ lang, city }: Beginning): Standing {
    return turn(newConversation(lang, city), { show: true }, worldToSee(around, city));
  }

  /** Takes the wished turns inside a transaction, from the state that was found there. */
  async function take(
    tx: Transaction,
    id: VisitorId,
    from: Standing & Partial<Turned>,
    wish: Wish,
  ): Promise<Visit> {
    const { lang, city } = from.conversation;
    const opening = { id: rowIdOf(id), channel: CHANNEL, lang, city };
    let at = from;
    for (const input of wish(from)) at = await takeTurn(tx, around, at.row, opening, input);
    return visitOf(id, at);
  }

  async function open(beginning: Beginning, wish: Wish): Promise<Visit> {
    const id = issueVisitorId();
    return store.transaction((tx) => take(tx, id, imagine(beginning), wish));
  }

  return {
    async find(request) {
      const id = idOf(request);
      if (!id) return undefined;
      const at = seen(request, await store.conversations.find(rowIdOf(id)));
      return at && visitOf(id, at);
    },
    imagine,
    suppose({ conversation }, input) {
      return turn(conversation, input, worldToSee(around, conversation.city));
    },
    async continue(request, wish, once) {
      if (tokenOf(request) === undefined) origins.requireOwn(request);
      const id = idOf(request);
      if (!id) return undefined;
      return store.transaction(async (tx) => {
        const at = seen(request, await tx.conversations.find(rowIdOf(id)));
        if (!at) return undefined;
        const isTaken =
          once !== undefined && !(await tx.inbox.accept(turnIdOf(id, once), CHANNEL, around.now()));
        return take(tx, id, at, isTaken ? () => [] : wish);
      });
    },
    open,
    async begin(reply, beginning, wish) {
      const visit = await open(beginning, wish);
      // No expiry: on a shared device the conversation ends with the browser.
      reply.setCookie(cookie, visit.id, { path: "/", httpOnly: true, sameSite: "lax", secure });
      return visit;
    },
  };
}

function visitOf(id: VisitorId, { conversation, reply, row, code }: Standing & Partial<Turned>): Visit {
  return { id, rev: row?.rev ?? 0, conversation, reply, ...(code !== undefined && { code }) };
}
