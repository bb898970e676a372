import type { Reply } from "../../assistant/index.ts";
import { line, type Say, type Vars } from "../../language/index.ts";
import type { View } from "../view.ts";

/** Between what callers say and the choice that it means, in `script.<question>.listen`. */
export const MEANS = " → ";

/** What it takes to speak for an agent. */
export interface Voice {
  /** The caller's language. */
  readonly caller: Say;
  /** The agent's: Japanese. */
  readonly clerk: Say;
  /** Somebody on the telephone, who has to be greeted; not a conversation that was handed over. */
  readonly isCall: boolean;
}

/**
 * The agent's part for the open question: what to say and what to listen for in the caller's language, and in the
 * agent's own what not to ask. Of what to listen for, only what the question offers just now.
 */
export function scriptFor(
  { node, answers, choices }: Reply,
  { caller, clerk, vars, isCall }: Voice & { readonly vars: Vars },
): View["script"] {
  const never = clerk(line("script.avoid"));
  if (node === "outcome") return { say: [], listen: [], avoid: [never] };
  const offered = new Set(choices.map(({ short }) => caller(short)));
  const heard = caller(line(`script.${node}.listen`, vars)).split("|");
  return {
    say: [
      ...(isCall && answers.length === 0 ? [caller(line("script.opening"))] : []),
      caller(line(`script.${node}.say`, vars)),
    ],
    listen: heard.filter((said) => offered.has(said.split(MEANS).at(-1) ?? "")),
    avoid: [clerk(line(`script.${node}.avoid`, vars)), never],
  };
}
