import { createHash, randomBytes } from "node:crypto";
import type { Lang } from "../../language/index.ts";
import { lookAt, type Surroundings, takeTurn, type Turned } from "../../channels/dialogue.ts";
import { worldAt } from "../../channels/settings.ts";
import { mistakeIn } from "../../channels/web/mistakes.ts";
import type { Conversation as Row, Transaction } from "../../store/index.ts";
import { audited } from "../access/audited.ts";
import type { Session } from "../access/session.ts";
import type { DeskOptions } from "../context.ts";
import type { FillingIn } from "../handoffs/writing.ts";
import { Refusal } from "../problems.ts";
import type { View } from "../view.ts";
import { CHANNEL, viewOf } from "./view-of.ts";

/** A call as its agent sees it. */
export interface Call {
  readonly call: string;
  readonly view: View;
}

/** What an agent does with the calls that they have; nobody else finds them. */
export interface Calls {
  open(session: Session, beginning: { readonly lang: Lang; readonly city: string }): Promise<Call>;
  look(session: Session, call: string): Promise<Call>;
  /** `once` is an id of the client's: the same one is taken once. */
  turn(session: Session, call: string, once: string, input: FillingIn): Promise<Call>;
  /** The call is over, and nothing of it is kept. */
  end(session: Session, call: string): Promise<void>;
}

/**
 * Calls on the telephone: conversations of a channel of their own, each bound to the agent who opened it. Whoever
 * calls is talking to a person already, so nobody is asked for in them.
 */
export function callsOf(desk: DeskOptions): Calls {
  const { store, now } = desk;
  const around = withoutPerson(desk);

  function shown(call: string, turned: Turned): Call {
    return { call, view: viewOf(turned, worldAt(around, turned.conversation.city, CHANNEL)) };
  }

  return {
    async open(session, { lang, city: wanted }) {
      const call = randomBytes(32).toString("base64url");
      const city = desk.cities.includes(wanted) ? wanted : desk.city;
      const opening = { id: call, channel: CHANNEL, addressKey: keyOf(session, call), lang, city };
      const turned = await store.transaction(async (tx) => {
        const first = await takeTurn(tx, around, undefined, opening, { show: true });
        await audited(tx, session, "call.opened", call, { lang, city });
        return first;
      });
      return shown(call, turned);
    },
    async look(session, call) {
      return shown(call, lookAt(around, own(session, call, await store.conversations.find(call))));
    },
    async turn(session, call, once, input) {
      // The same object in every run of the transaction: what was heard once is not heard twice.
      const byAgent = { ...input, by: "agent" } as const;
      const turned = await store.transaction(async (tx) => {
        const row = await find(tx, session, call);
        if (!(await tx.inbox.accept(`${call} ${once}`, CHANNEL, now()))) return lookAt(around, row);
        const { lang, city } = lookAt(around, row).conversation;
        const taken = await takeTurn(tx, around, row, { id: call, channel: CHANNEL, lang, city }, byAgent);
        const mistake = mistakeIn(taken.reply);
        if (mistake) throw new Refusal(mistake);
        return taken;
      });
      return shown(call, turned);
    },
    async end(session, call) {
      await store.transaction(async (tx) => {
        const row = await find(tx, session, call);
        // What is about to be forgotten is counted: figures alone, nothing of who called.
        if (lookAt(around, row).conversation.answers.length > 0) await around.count?.(tx, row);
        await tx.conversations.delete(call);
        await audited(tx, session, "call.ended", call);
      });
    },
  };
}

/** The house as a call finds it: who calls has a person already. */
export function withoutPerson({ desk: _, ...around }: DeskOptions): Surroundings {
  return around;
}

/**
 * An agent's own call, and nobody else until the transaction is over.
 * @throws {Refusal} where there is none; a call of somebody else looks the same.
 */
export async function find(tx: Transaction, session: Session, call: string): Promise<Row> {
  return own(session, call, await tx.conversations.find(call));
}

function own(session: Session, call: string, row: Row | undefined): Row {
  if (row?.channel !== CHANNEL || row.addressKey !== keyOf(session, call)) throw new Refusal("not_found");
  return row;
}

/** Says whose a call is without saying who. */
function keyOf({ user }: Session, call: string): string {
  return createHash("sha256").update(`tokeru call ${call} ${user.id}`).digest("base64url");
}
