import type { Conversation } from "../../assistant/index.ts";
import { lookAt } from "../../channels/dialogue.ts";
import {
  giveSlipCode,
  SLIP_CODE_LIFE_MS,
  SLIP_CODE_PATH,
  type Spoken,
  spokenCode,
} from "../../channels/slip-code.ts";
import { slipPath } from "../../channels/slip-path.ts";
import { line, type Say, withoutRuby } from "../../language/index.ts";
import { audited } from "../access/audited.ts";
import type { Session } from "../access/session.ts";
import type { DeskOptions } from "../context.ts";
import { Refusal } from "../problems.ts";
import { find, withoutPerson } from "./calls.ts";

/** What brings the slip to the caller. */
export interface SlipForCaller {
  readonly code: string;
  readonly spoken: readonly Spoken[];
  /** Where the code is typed, as it is read aloud: without the scheme. */
  readonly address: string;
  /** The slip itself, for whoever can be sent a link. The code is no part of it. */
  readonly link: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
  /** What to say, in the caller's language. */
  readonly aloud: readonly string[];
}

const HOUR_MS = 60 * 60 * 1000;

/**
 * Gives the slip of a call a code to be told. Each time it is another one; the code is kept as a hash alone.
 * @throws {Refusal} where the call has no slip, or not yet.
 */
export async function slipForCaller(
  desk: DeskOptions,
  session: Session,
  call: string,
  origin: string,
): Promise<SlipForCaller> {
  const { pairing, store, now, say } = desk;
  if (!pairing) throw new Error("Codes for slips need the key of pairings (`pairing`).");
  return store.transaction(async (tx) => {
    const { conversation, reply } = lookAt(withoutPerson(desk), await find(tx, session, call));
    const slip = reply.outcome?.slip;
    if (!slip) throw new Refusal("no_slip");
    const path = slipPath(pairing, conversation, slip);
    const { code, expiresAt } = await giveSlipCode(tx, pairing, path, now());
    await audited(tx, session, "call.slip_code", call);
    const spoken = spokenCode(code);
    const address = `${origin}${SLIP_CODE_PATH}`.replace(/^https?:\/\//, "");
    const aloud = aloudOf(say(conversation.lang), conversation, spoken, address);
    return { code, spoken, address, link: `${origin}${path}`, expiresAt, aloud };
  });
}

function aloudOf(
  say: Say,
  { lang }: Conversation,
  characters: readonly Spoken[],
  address: string,
): readonly string[] {
  const spoken = characters.map(({ ja, en }) => (lang === "en" ? en : ja)).join(lang === "en" ? ", " : "、");
  return [
    line("script.code.address", { address }),
    line("script.code.read", { spoken }),
    line("script.code.repeat", { spoken }),
    line("script.code.life", { hours: SLIP_CODE_LIFE_MS / HOUR_MS }),
  ].map((message) => withoutRuby(say(message)));
}
