import * as v from "valibot";

/** Text of a length that LINE counts in UTF-16 units, in a form that it can show. */
export const utf16 = (least: number, most: number) =>
  v.pipe(
    v.string(),
    v.minLength(least),
    v.maxLength(most),
    v.check((text) => text.isWellFormed(), "half a surrogate pair"),
    v.check((text) => !/[｜《》]/.test(text), "furigana that LINE cannot show"),
  );

const DaySchema = v.pipe(v.string(), v.isoDate());

/** What a button may do. `uri`: with its special characters encoded, in a scheme that LINE opens. */
export const ActionSchema = v.variant("type", [
  v.strictObject({
    type: v.literal("postback"),
    label: utf16(1, 20),
    data: utf16(1, 300),
    displayText: utf16(1, 300),
  }),
  v.strictObject({
    type: v.literal("datetimepicker"),
    label: utf16(1, 20),
    data: utf16(1, 300),
    mode: v.literal("date"),
    initial: v.optional(DaySchema),
    min: v.optional(DaySchema),
    max: v.optional(DaySchema),
  }),
  v.strictObject({
    type: v.literal("uri"),
    label: utf16(1, 20),
    uri: v.pipe(
      v.string(),
      v.maxLength(1000),
      v.regex(/^(https:\/\/[a-z0-9.-]+(:\d+)?\/[!-~]*|tel:\+?\d{4,15})$/, "no address that LINE opens"),
    ),
  }),
]);
export type CheckedAction = v.InferOutput<typeof ActionSchema>;
