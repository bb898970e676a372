import {
  asksAhead,
  clausesOf,
  isAsking,
  isDoubtful,
  isListed,
  saysAlso,
  withoutDenied,
} from "../language/clauses.ts";
import { type Lang, line } from "../language/index.ts";
import { addedTo } from "./added.ts";
import type { Conversation, Position } from "./conversation.ts";
import { type Heard, type HeardField, type HeardValue, onlySure, unsure } from "./heard.ts";
import { normalise } from "./text.ts";
import type { Asked, Understood } from "./understood.ts";
import type { World } from "./world.ts";

/** A message as it is put together: what all of it means, and what its parts mean by themselves. */
export interface Message {
  readonly understood: Understood;
  /** What it tells where it does not ask: nobody has moved who asks what holds after a move. */
  readonly stated: Heard;
  readonly asked: Asked | null;
  readonly asks: boolean;
  readonly tells: boolean;
  /** Its author takes something back. */
  readonly isCorrection: boolean;
  /** What it tells comes on top of what was told before: "the four digits, too". */
  readonly isAddition: boolean;
  /** Its author is not sure of it either. */
  readonly isDoubtful: boolean;
  /** What its parts tell, where it lists one trouble after the other. */
  readonly listed: readonly Heard[];
}

/** Reads a message whole and in parts. Undefined where nothing in it can be read, or there is no reader. */
export function readMessage(text: string, conversation: Conversation, world: World): Message | undefined {
  const reader = world.understand;
  const holds = whatHolds(text, conversation, world);
  if (!reader || !/[\p{L}\p{N}]/u.test(holds)) return undefined;
  const read = (part: string): Understood => reader(part, conversation.lang);
  const whole = read(holds);
  const clauses = clausesOf(holds);
  const told = clauses.filter((clause) => !isAsking(clause));
  const questions = clauses.filter(isAsking);
  const isMixed = told.length > 0 && questions.length > 0;
  const parts = clauses.length > 1 ? told.map((clause) => read(clause).heard) : [];
  // A question beside it only blurs what is told.
  const apart = isMixed ? read(told.join("")).heard : whole.heard;
  const all = besideKnown(withErrand({ ...whole.heard, ...onlySure(apart) }, parts), parts);
  const heard = told.length === 0 && questions.some(asksAhead) ? unsure(all) : all;
  return {
    understood: { ...whole, heard },
    stated: isMixed ? apart : told.length > 0 ? heard : {},
    asked: isMixed ? askedBeside(whole.asked, heard, read(questions.join(""))) : whole.asked,
    asks: questions.length > 0,
    tells: told.length > 0,
    isCorrection: corrects(text, conversation, world),
    isAddition: saysAlso(holds),
    isDoubtful: isDoubtful(holds),
    listed: clauses.some(isListed) ? parts : [],
  };
}

/** The part of a message that means what it says. */
function whatHolds(text: string, conversation: Conversation, world: World): string {
  // What was masked says nothing, and what was masked whole least of all. A gap in its place would say
  // something: words written apart are those of やさしい日本語.
  const told = withoutDenied(text.replaceAll("●", ""));
  const [first = "", ...others] = clausesOf(told);
  // "That is wrong" says nothing of a number that is wrong.
  return isMereCorrection(first, conversation, world) ? others.join("") : told;
}

/**
 * A message as what it adds to a trouble that is known, where it adds something. So does whatever else is lost where it
 * is asked whether it is known, or once the trouble is answered.
 */
export function asAddition(message: Message, { node, of }: Position): Message {
  const isAsked = node === "outcome" || node === "knows_sign_pw" || node === "user_pin_works";
  const adds = message.isAddition || (isAsked && !message.isCorrection);
  const added = adds ? addedTo(of, message.stated) : undefined;
  if (!added) return message;
  const heard = message.isDoubtful ? unsure(added) : added;
  return { ...message, understood: { ...message.understood, heard }, stated: added };
}

/**
 * A secret that is surely known, and what asks for it, is not what the trouble is with: then that stands in the part
 * that tells of the trouble, or is not told.
 */
function besideKnown(heard: Heard, parts: readonly Heard[]): Heard {
  const known = KNOWABLE.filter(({ field }) => heard[field]?.sure && heard[field].value === true);
  const isKnown = (said: HeardValue | undefined): boolean =>
    said !== undefined && known.some(({ names }) => names.has(said.value));
  const { secret, screen, situation } = heard;
  if (!isKnown(secret) && !isKnown(screen)) return heard;
  if (situation?.sure && WITH_KNOWN.has(situation.value)) return heard;
  const trouble = parts.find((part) => part.situation?.sure && part.secret && !isKnown(part.secret));
  const { secret: _secret, screen: _screen, ...rest } = heard;
  return {
    ...rest,
    ...(trouble?.secret && { secret: trouble.secret }),
    ...(trouble?.screen && !isKnown(trouble.screen) && { screen: trouble.screen }),
  };
}

const KNOWABLE: readonly { readonly field: HeardField; readonly names: ReadonlySet<unknown> }[] = [
  { field: "knows:sign_pw", names: new Set(["sign_pw", "alnum6_16"]) },
  { field: "knows:user_pin", names: new Set(["user_pin", "unknown_4digit", "digits4"]) },
];
/** Troubles with a secret that one knows. */
const WITH_KNOWN: ReadonlySet<unknown> = new Set(["change_known_pin", "reset_but_still_fails"]);

/** Beside a trouble a question is plainer by itself; what is outside is so only as a whole. */
function askedBeside(whole: Asked | null, { situation }: Heard, { asked }: Understood): Asked | null {
  const isPlainer = situation?.sure && asked?.sure && !asked.what.startsWith("outside_");
  return isPlainer ? asked : whole;
}

/** Whoever goes for somebody else may say in another part of the message what happened to that card. */
function withErrand(heard: Heard, parts: readonly Heard[]): Heard {
  if (heard.situation?.value !== "agent_request") return heard;
  const trouble = parts.find(({ situation }) => situation?.sure && situation.value !== "agent_request");
  return trouble?.situation ? { ...heard, situation: trouble.situation } : heard;
}

/**
 * `words.correction` lists what people say when they take something back, parted by "|"; what follows a "^"
 * says so only where a message begins with it.
 */
function corrects(text: string, { lang }: Conversation, world: World): boolean {
  const typed = normalise(text);
  const opening = openingOf(text);
  return wordsOfCorrection(lang, world).some(({ word, opens }) =>
    opens ? opening.startsWith(word) : typed.includes(word),
  );
}

/** Whether a message says that something is wrong, and nothing else. */
export function isMereCorrection(text: string, { lang }: Conversation, world: World): boolean {
  const opening = openingOf(text);
  return wordsOfCorrection(lang, world).some(({ word, opens }) => opens && word === opening);
}

function wordsOfCorrection(lang: Lang, { say }: World) {
  const words = say(lang)(line("words.correction")).split("|");
  return words.map((word) => ({ word: normalise(word.replace(/^\^/, "")), opens: word.startsWith("^") }));
}

/** A message from its first word of substance on, with one and the same stop between its parts. */
function openingOf(text: string): string {
  const parts = text
    .replace(/^[あえ]っ?(?=違|ちが|間違|まちが|実は|そう)/u, "")
    .split(/[\s、，,。．.！!？?…]+/u)
    .map(normalise)
    .filter((part) => part !== "");
  const from = parts.findIndex((part) => !INTERJECTION.test(part));
  return from < 0 ? "" : `${parts.slice(from).join("、")}、`;
}
const INTERJECTION =
  /^(?:[あえ]っ?|ああ|あれっ?|えっと|えーと|あの|すみません|すいません|ごめんなさい|ごめん|申し訳ありません|oh|ah|um|well|sorry)$/;
