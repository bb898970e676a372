import type { Activity } from "botbuilder";
import { splitText } from "../line/text.ts";
import type { Part } from "./part.ts";
import type { Offer, Said } from "./said.ts";

/** A message as an adapter gets it. */
export type Message = Partial<Activity>;

/** The words of a reply, its parts apart. */
export function textOf({ heading, text }: Part): string {
  return heading === undefined ? text : `【${heading}】\n${text}`;
}

/** Answers in words, with the numbers to type. */
export function numbered(choices: readonly Offer[]): string {
  return choices.map(({ label }, n) => `${n + 1}. ${label}`).join("\n");
}

/** A reply as text alone, in pieces of at most `limit`: what every platform can show. */
export function asText(said: Said, limit: number): readonly Message[] {
  const choices = said.choices.length > 0 ? [said.choose, numbered(said.choices)].join("\n") : "";
  const whole = [...said.parts.map(textOf), choices, said.hint].filter((part) => part !== "").join("\n\n");
  return splitText(whole, limit).map((text) => ({ type: "message", text }));
}

/** So many suggested actions are shown by all who show any. */
const SUGGESTED = 13;

/** The same with Bot Framework's suggested actions below the last message. Numbers work too. */
export function withSuggestions(said: Said, limit: number): readonly Message[] {
  const actions = [...said.choices, ...said.ways].slice(0, SUGGESTED).map(({ label, short, data }) => ({
    type: "postBack",
    title: short,
    displayText: label,
    value: data,
  }));
  const messages = asText(said, limit);
  return messages.map((message, n) =>
    n === messages.length - 1 ? { ...message, suggestedActions: { actions, to: [] } } : message,
  );
}
