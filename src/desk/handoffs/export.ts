import { readConversation } from "../../assistant/index.ts";
import { line } from "../../language/index.ts";
import type { ThreadLine as Written } from "../../channels/thread.ts";
import { audited } from "../access/audited.ts";
import type { Session } from "../access/session.ts";
import type { DeskOptions } from "../context.ts";
import { Refusal } from "../problems.ts";
import type { Card, ThreadLine } from "../view.ts";
import { cardOf } from "./cards.ts";
import { named } from "./opened.ts";
import type { NameOf } from "./names.ts";

/** Entries of the audit about one conversation; more than a desk makes in a month. */
const MOST_ENTRIES = 1_000;

/** Everything that is kept of a conversation with a hand-off, for whoever has to look into it afterwards. */
export interface Exported {
  /** Epoch milliseconds, as all times here. */
  readonly exportedAt: number;
  readonly handoff: Card;
  readonly conversation: {
    readonly id: string;
    readonly lang: string;
    readonly city: string;
    readonly answers: readonly {
      readonly node: string;
      readonly question: string;
      readonly value: string;
      readonly by: string;
      readonly at: number;
    }[];
    /** What a reader said of the card; null: none was read. */
    readonly card: unknown;
  };
  readonly thread: readonly ThreadLine[];
  /** Newest first. */
  readonly audit: readonly {
    readonly at: number;
    readonly actor: string;
    readonly action: string;
    readonly detail: unknown;
  }[];
}

/**
 * Exports a conversation, also one that is over. That somebody did is noted before they get it.
 * @throws {Refusal} where there is none.
 */
export async function exportOf(
  { desk, nameOf }: { readonly desk: DeskOptions; readonly nameOf: NameOf },
  session: Session,
  id: number,
): Promise<Exported> {
  const { store } = desk;
  const standing = await store.handoffs.look(id);
  if (!standing) throw new Refusal("not_found");
  const { conversation: subject } = standing;
  await store.transaction((tx) => audited(tx, session, "conversation.exported", subject, { handoff: id }));
  const { lang, city, answers, card } = readConversation(standing.about.body);
  const [lines, audit] = await Promise.all([
    wholeThread(desk, subject),
    store.audit.about(subject, MOST_ENTRIES),
  ]);
  const ja = desk.say("ja");
  return {
    exportedAt: desk.now(),
    handoff: cardOf(desk, standing),
    conversation: {
      id: subject,
      lang,
      city,
      answers: answers.map(({ node, value, by, at }) => ({
        node,
        question: ja(line(`asked.${node}`)),
        value,
        by,
        at,
      })),
      card: card ?? null,
    },
    thread: await named(lines, nameOf),
    audit: audit.map(({ at, actor, action, detail }) => ({ at, actor, action, detail })),
  };
}

async function wholeThread(
  { store, desk: { thread } }: DeskOptions,
  id: string,
): Promise<readonly Written[]> {
  const all: Written[] = [];
  for (;;) {
    const more = await thread.read(store.messages, id, all.at(-1)?.id);
    if (more.length === 0) return all;
    all.push(...more);
  }
}
