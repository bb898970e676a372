import type { messagingApi } from "@line/bot-sdk";
import { LIMITS } from "./limits.ts";
import { clip } from "./text.ts";

type Component = messagingApi.FlexComponent;
type Box = messagingApi.FlexBox;

/** Dark on light, at least 7:1 (WCAG AAA); a meaning never rests on a colour alone. */
const COLOUR = {
  ink: "#1A1A1A",
  blue: "#0017C1",
  paleBlue: "#E8F1FE",
  paleYellow: "#FFF8DB",
  rule: "#767676",
  white: "#FFFFFF",
} as const;

/** What a bubble is made of, in the order of reading. */
export interface Bubble {
  /** Parts that are never cut in two; what does not fit into one bubble goes into the next. */
  readonly parts: readonly Component[];
  /** Ways on from here, below the last part. */
  readonly ways?: readonly Component[];
}

/** The words of a bubble: large, growing with the size that its reader has set in LINE. */
export function text(words: string, how: Partial<messagingApi.FlexText> = {}): messagingApi.FlexText {
  return { type: "text", text: words, wrap: true, scaling: true, size: "lg", color: COLOUR.ink, ...how };
}

/** The one sentence that matters most. */
export function headline(words: string): Component {
  return text(words, { size: "xl", weight: "bold" });
}

/** Small print: still as large as LINE's own text. */
export function note(words: string): Component {
  return text(words, { size: "md" });
}

/** A heading with what stands below it; the first line never parts from its heading. */
export function section(heading: string, lines: readonly Component[]): readonly Component[] {
  const [first, ...rest] = lines;
  const title = box("vertical", [text(heading, { size: "xl", weight: "bold", color: COLOUR.blue })], {
    paddingBottom: "4px",
  });
  const rule: Component = { type: "separator", color: COLOUR.blue, margin: "xl" };
  return [box("vertical", [rule, title, ...(first ? [first] : [])], { spacing: "md" }), ...rest];
}

/** A line behind its number or bullet, which stays beside it however long the line is. */
export function item(mark: string, words: string, how: Partial<messagingApi.FlexText> = {}): Component {
  return box(
    "horizontal",
    [
      text(mark, { flex: 0, weight: "bold", color: COLOUR.blue, wrap: false, ...how }),
      text(words, { flex: 1, ...how }),
    ],
    { spacing: "md" },
  );
}

/**
 * A large button whose words may take several lines, which those of a LINE button cannot. `likely`: the words
 * that somebody wrote speak for it, as the text above says; so it stands out.
 */
export function choice(mark: string, words: string, action: messagingApi.Action, likely = false): Component {
  const [ink, ground] = likely ? [COLOUR.white, COLOUR.blue] : [COLOUR.ink, COLOUR.paleBlue];
  const number = text(mark, { flex: 0, weight: "bold", color: likely ? ink : COLOUR.blue });
  return box("horizontal", [number, text(words, { color: ink })], {
    action,
    spacing: "md",
    paddingAll: "14px",
    cornerRadius: "8px",
    borderWidth: "1px",
    borderColor: COLOUR.blue,
    backgroundColor: ground,
  });
}

/** The button for what is to be done now, such as a call. */
export function prominent(words: string, action: messagingApi.Action): Component {
  const label = text(words, { color: COLOUR.white, weight: "bold", align: "center" });
  return box("vertical", [label], {
    action,
    paddingAll: "14px",
    cornerRadius: "8px",
    backgroundColor: COLOUR.blue,
  });
}

/** A quiet button, for the ways that lead elsewhere. */
export function way(words: string, action: messagingApi.Action): Component {
  const label = text(words, { color: COLOUR.blue, align: "center", decoration: "underline" });
  return box("vertical", [label], { action, paddingAll: "12px" });
}

/** A row of a table; a row that matters is marked by its words too. */
export function row(left: string, right: string, marked: boolean): Component {
  return box("horizontal", [text(left, { flex: 3, size: "md" }), text(right, { flex: 2, weight: "bold" })], {
    spacing: "md",
    paddingAll: "8px",
    borderWidth: "1px",
    borderColor: COLOUR.rule,
    ...(marked && { backgroundColor: COLOUR.paleYellow }),
  });
}

function box(layout: Box["layout"], contents: Component[], how: Partial<Box> = {}): Box {
  return { type: "box", layout, contents, ...how };
}

/** As messages, one a bubble. What cannot show bubbles, such as a notification or a watch, shows `altText`. */
export function flexMessages(
  { parts, ways = [] }: Bubble,
  altText?: string,
): readonly messagingApi.FlexMessage[] {
  const groups = grouped(parts, LIMITS.bubble - sizeOf(bubble([], ways)));
  return groups.map((group, n) => ({
    type: "flex",
    altText: clip(altText ?? group.map(wordsIn).join("\n"), LIMITS.altText),
    contents: bubble(group, n === groups.length - 1 ? ways : []),
  }));
}

function bubble(parts: readonly Component[], ways: readonly Component[]): messagingApi.FlexBubble {
  return {
    type: "bubble",
    size: "giga",
    body: box("vertical", [...parts], { spacing: "lg", paddingAll: "20px" }),
    ...(ways.length > 0 && { footer: box("vertical", [...ways], { paddingAll: "8px" }) }),
  };
}

/** Divides parts into groups that fit. A part alone always does: no text of ours is so long. */
function grouped(parts: readonly Component[], room: number): readonly (readonly Component[])[] {
  const groups: Component[][] = [];
  let left = 0;
  for (const part of parts) {
    const size = sizeOf(part) + 1;
    if (size > left) {
      groups.push([]);
      left = room;
    }
    groups.at(-1)?.push(part);
    left -= size;
  }
  return groups;
}

function sizeOf(json: object): number {
  return Buffer.byteLength(JSON.stringify(json));
}

function wordsIn(component: Component): string {
  if (component.type === "text") return component.text ?? "";
  if (component.type !== "box") return "";
  const words = component.contents.map(wordsIn).filter((one) => one !== "");
  return words.join(component.layout === "horizontal" ? " " : "\n");
}
