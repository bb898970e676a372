import { readConversation, type World } from "../../assistant/index.ts";
import { type Conversation as Row, type StandingHandoff } from "../../store/index.ts";
import { lookAt } from "../../channels/dialogue.ts";
import { cityLine } from "../../channels/rendered.ts";
import { line, withoutRuby } from "../../language/index.ts";
import type { DeskOptions } from "../context.ts";
import type { Card, Person } from "../view.ts";
import { silenceOf } from "./silence.ts";

/** Who has a hand-off; null: nobody. */
export function holderOf({ agent, agentName }: StandingHandoff): Person | null {
  return agent === null ? null : { id: agent, name: agentName ?? agent };
}

/** A hand-off as it stands in the queue. */
export function cardOf(desk: DeskOptions, standing: StandingHandoff): Card {
  const { id, rev, state, channel, city, askedAt, takenAt, closedAt, afterHours, lastSaid } = standing;
  const conversation = readConversation(standing.about.body);
  return {
    id,
    rev,
    state,
    channel,
    city,
    cityName: cityNameOf(desk.worldOf(city)),
    lang: conversation.lang,
    askedAt,
    takenAt,
    closedAt,
    afterHours,
    agent: holderOf(standing),
    silent: silenceOf(standing, desk.now()),
    question: questionOf(desk, standing),
    said: conversation.person?.said ?? 0,
    lastSaid:
      lastSaid?.author === "resident" || lastSaid?.author === "agent"
        ? { at: lastSaid.at, author: lastSaid.author }
        : null,
  };
}

function cityNameOf({ city, say }: World): string | null {
  return city.name ? withoutRuby(say("ja")(cityLine(city.name))) : null;
}

/** Where the flow stands, in Japanese. */
function questionOf(desk: DeskOptions, { conversation: id, channel, about }: StandingHandoff): string {
  const { reply } = lookAt(desk, rowOf(id, channel, about));
  const said = reply.outcome ? reply.say[0] : line(`asked.${reply.node}`);
  return said ? withoutRuby(desk.say("ja")(said)) : "";
}

/** What of a conversation's row it takes to look at it. */
function rowOf(id: string, channel: string, { rev, body }: StandingHandoff["about"]): Row {
  return { id, channel, rev, body, addressKey: null, address: null, createdAt: 0, usedOn: 0 };
}
