import * as v from "valibot";
import { ActionSchema, type CheckedAction, utf16 } from "./line-actions.ts";

/**
 * LINE's rules for Flex Messages: its OpenAPI document knows the fields; their values, the size as JSON and how
 * deep boxes may stand in each other it leaves to the platform.
 * Source: https://developers.line.biz/en/reference/messaging-api/#flex-message
 */
interface FlexText {
  readonly type: "text";
  readonly text: string;
}
interface FlexImage {
  readonly type: "image";
  readonly url: string;
  readonly action?: CheckedAction | undefined;
}
interface FlexBox {
  readonly type: "box";
  readonly layout: "vertical" | "horizontal";
  readonly contents: FlexComponent[];
  readonly action?: CheckedAction | undefined;
}
export type FlexComponent = FlexText | FlexImage | FlexBox | { readonly type: "separator" };

/** A bubble: the one container that we send. */
export interface FlexContents {
  readonly type: "bubble";
  readonly hero?: FlexImage | undefined;
  readonly body: FlexBox;
  readonly footer?: FlexBox | undefined;
}

const SIZES = ["xxs", "xs", "sm", "md", "lg", "xl", "xxl", "3xl", "4xl", "5xl"] as const;
const SPACINGS = ["none", "xs", "sm", "md", "lg", "xl", "xxl"] as const;
const size = v.picklist(SIZES);
const spacing = v.picklist(SPACINGS);
const pixels = v.pipe(v.string(), v.regex(/^\d{1,3}px$/));
const colour = v.pipe(v.string(), v.regex(/^#[\dA-F]{6}([\dA-F]{2})?$/i));
const flex = v.pipe(v.number(), v.integer(), v.minValue(0));

const TextSchema = v.strictObject({
  type: v.literal("text"),
  // An empty text is refused.
  text: utf16(1, 5000),
  size,
  color: colour,
  wrap: v.boolean(),
  scaling: v.boolean(),
  flex: v.optional(flex),
  weight: v.optional(v.picklist(["regular", "bold"])),
  align: v.optional(v.picklist(["start", "end", "center"])),
  decoration: v.optional(v.picklist(["none", "underline"])),
});
const ImageSchema = v.strictObject({
  type: v.literal("image"),
  url: v.pipe(v.string(), v.maxLength(2000), v.regex(/^https:\/\/[!-~]+$/)),
  size: v.literal("full"),
  aspectRatio: v.pipe(
    v.string(),
    v.regex(/^\d{1,6}:\d{1,6}$/),
    v.check((ratio) => isRatio(ratio), "at most three times as high as wide"),
  ),
  aspectMode: v.picklist(["cover", "fit"]),
  action: v.optional(ActionSchema),
});
const SeparatorSchema = v.strictObject({
  type: v.literal("separator"),
  margin: v.optional(spacing),
  color: v.optional(colour),
});
const BoxSchema = v.strictObject({
  type: v.literal("box"),
  layout: v.picklist(["vertical", "horizontal"]),
  contents: v.array(v.custom<FlexComponent>(assertComponent)),
  spacing: v.optional(spacing),
  margin: v.optional(spacing),
  paddingAll: v.optional(pixels),
  paddingBottom: v.optional(pixels),
  cornerRadius: v.optional(pixels),
  borderWidth: v.optional(pixels),
  borderColor: v.optional(colour),
  backgroundColor: v.optional(colour),
  action: v.optional(ActionSchema),
});
const ComponentSchema = v.variant("type", [TextSchema, ImageSchema, SeparatorSchema, BoxSchema]);
const BubbleSchema = v.strictObject({
  type: v.literal("bubble"),
  size: v.picklist(["nano", "micro", "deca", "hecto", "kilo", "mega", "giga"]),
  hero: v.optional(ImageSchema),
  body: BoxSchema,
  footer: v.optional(BoxSchema),
});

/** Bytes as JSON; LINE says 30 KB. */
const BUBBLE_BYTES = 30_000;
/** LINE names no number; the Flex of its own examples is no deeper. */
const DEPTH = 5;

/** The JSON of parts that were checked before: most stand in message after message. */
const checked = new Set<string>();

function assertComponent(component: unknown): component is FlexComponent {
  const json = JSON.stringify(component);
  if (checked.has(json)) return true;
  v.assert(ComponentSchema, component);
  checked.add(json);
  return true;
}

/** Whether LINE takes this as the contents of a Flex Message. */
export function assertFlex(contents: unknown): contents is FlexContents {
  v.assert(BubbleSchema, contents);
  const bytes = Buffer.byteLength(JSON.stringify(contents));
  if (bytes > BUBBLE_BYTES) throw new Error(`a bubble of ${bytes} bytes`);
  const depth = Math.max(...[contents.body, contents.footer].map((box) => (box ? depthOf(box) : 0)));
  if (depth > DEPTH) throw new Error(`boxes ${depth} deep`);
  return true;
}

function depthOf(component: FlexComponent): number {
  return component.type === "box" ? 1 + Math.max(0, ...component.contents.map(depthOf)) : 0;
}

function isRatio(ratio: string): boolean {
  const [width = 0, height = 0] = ratio.split(":").map(Number);
  return width > 0 && height > 0 && height <= width * 3;
}
