import type { RouteId } from "../facts/index.ts";
import type { FlowNode, QuestionId } from "../flows/index.ts";

/** Our own drawings, `pictures/<id>.svg`; labels and text alternatives stand in `locales/`. */
export const PICTURE_IDS = ["card_front", "secrets", "kiosk_steps", "hold_phone"] as const;
export type PictureId = (typeof PICTURE_IDS)[number];

/** The picture that tells the answers of a question apart. */
const OF_QUESTION: Readonly<Partial<Record<QuestionId, PictureId>>> = {
  screen: "secrets",
  which_forgotten: "secrets",
  which_to_change: "secrets",
  what_ends: "card_front",
  nfc_phone: "hold_phone",
};

/** The picture that shows what an outcome's steps say. */
const OF_ROUTE: Readonly<Partial<Record<RouteId, PictureId>>> = {
  kiosk_sign: "kiosk_steps",
  kiosk_4digit: "kiosk_steps",
  phone_mynaportal: "hold_phone",
  self_change: "hold_phone",
  reenter_correct_value: "card_front",
};

/** The picture that explains better than words where a conversation stands; null where none does. */
export function pictureFor(node: FlowNode, route: RouteId | undefined): PictureId | null {
  const found = node === "outcome" ? route && OF_ROUTE[route] : OF_QUESTION[node];
  return found ?? null;
}
