import { lookAt } from "../../channels/dialogue.ts";
import { worldAt } from "../../channels/settings.ts";
import type { ThreadLine as Written } from "../../channels/thread.ts";
import { viewOf } from "../copilot/view-of.ts";
import type { DeskOptions } from "../context.ts";
import { Refusal } from "../problems.ts";
import type { Opened, ThreadLine } from "../view.ts";
import { cardOf } from "./cards.ts";
import type { NameOf } from "./names.ts";

/**
 * A hand-off with its conversation and what was written in it.
 * @throws {Refusal} where there is none, or where it is over and only those that are not may be seen.
 */
export async function lookInto(
  { desk, nameOf }: { readonly desk: DeskOptions; readonly nameOf: NameOf },
  id: number,
  may: { readonly seeClosed: boolean },
  warnings: readonly string[] = [],
): Promise<Opened & { readonly conversation: string }> {
  const { store } = desk;
  const standing = await store.handoffs.look(id);
  if (!standing) throw new Refusal("not_found");
  if (standing.closedAt !== null && !may.seeClosed) throw new Refusal("over");
  const { conversation } = standing;
  const row = await store.conversations.find(conversation);
  if (!row) throw new Refusal("not_found");
  const turned = lookAt(desk, row);
  const lines = await desk.desk.thread.latest(store.messages, conversation, turned.conversation.begun);
  return {
    conversation,
    handoff: cardOf(desk, standing),
    view: viewOf(turned, worldAt(desk, turned.conversation.city, row.channel)),
    thread: await named(lines, nameOf),
    warnings,
  };
}

/** With the names of those who wrote. */
export async function named(lines: readonly Written[], nameOf: NameOf): Promise<readonly ThreadLine[]> {
  const nameIn = await nameOf(lines.flatMap(({ agent }) => agent ?? []));
  return lines.map(({ id, author, agent, text, at }) => ({
    id,
    author,
    agent: agent === null ? null : nameIn(agent),
    text,
    at,
  }));
}
