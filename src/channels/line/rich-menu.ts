import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { messagingApi } from "@line/bot-sdk";
import * as v from "valibot";
import { type Lang, LANGS, line, rubyToText, type Say } from "../../language/index.ts";
import { pngOf } from "../pictures.ts";
import type { AccountApi } from "./account-api.ts";
import { type Button, toPostback } from "./button.ts";
import { LIMITS } from "./limits.ts";
import { menuAlias } from "./menu.ts";
import { FIRST_LANG } from "./profile.ts";
import { clip } from "./text.ts";

/** What each area of the drawing does. */
const AREAS = {
  start: { command: "restart" },
  card: { command: "card" },
  answers: { view: "answers" },
  person: { command: "human" },
  language: { view: "languages" },
} as const satisfies Record<string, Button>;

const bounds = v.object({ x: v.number(), y: v.number(), width: v.number(), height: v.number() });
const DrawingSchema = v.object({
  size: v.object({ width: v.number(), height: v.number() }),
  areas: v.array(v.object({ id: v.picklist(["start", "card", "answers", "person", "language"]), bounds })),
});
const DRAWING = new URL("../../../pictures/rich_menu.json", import.meta.url);

const MadeSchema = v.looseObject({ richMenuId: v.string() });
const ListSchema = v.looseObject({
  richmenus: v.array(v.looseObject({ richMenuId: v.string(), name: v.string() })),
});

/** Begins the name of each of our menus, as of their aliases. */
const OURS = "tokeru-";

/** A menu that could not be made, in words for the operator. */
export class MenuError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "MenuError";
  }
}

interface Menu {
  readonly lang: Lang;
  readonly request: messagingApi.RichMenuRequest;
  readonly image: Buffer;
}

/** The menu of a language. Its name tells its drawing and its areas from any others. */
export function menuOf(lang: Lang, say: Say): Menu {
  const words = (id: string): string => rubyToText(say(line(id))).replaceAll("\n", " ");
  const { size, areas } = v.parse(DrawingSchema, JSON.parse(readFileSync(DRAWING, "utf8")));
  const image = pngOf("rich_menu", lang);
  const content = {
    size,
    selected: true,
    chatBarText: words("line.menu"),
    areas: areas.map(({ id, bounds }) => ({
      bounds,
      action: actionOf(AREAS[id], words(`picture.rich_menu.${id}`)),
    })),
  };
  const hash = createHash("sha256").update(JSON.stringify(content)).update(image).digest("hex").slice(0, 16);
  return { lang, image, request: { ...content, name: `${menuAlias(lang)} ${hash}` } };
}

/** The menu goes when it was used, so that the answer can be seen. */
function actionOf(button: Button, label: string): messagingApi.PostbackAction {
  return {
    type: "postback",
    label: clip(label, LIMITS.label),
    data: toPostback(button),
    displayText: label,
    inputOption: "closeRichMenu",
  };
}

/**
 * Makes the menu of every language, gives everybody the Japanese one unless they are to keep another, and takes older
 * menus of ours away. Run again it changes nothing, and whatever was interrupted is completed.
 * @throws {MenuError} where LINE refuses.
 */
export async function makeMenus(
  api: AccountApi,
  say: (lang: Lang) => Say,
  forEverybody = true,
): Promise<void> {
  const there = await menusThere(api);
  const ids = new Map<Lang, string>();
  for (const lang of LANGS) {
    const menu = menuOf(lang, say(lang));
    const known = there.find(({ name }) => name === menu.request.name);
    const id = known ? await completed(api, known.richMenuId, menu) : await made(api, menu);
    await point(api, menuAlias(lang), id);
    ids.set(lang, id);
  }
  if (forEverybody) {
    await must(api.post(`/v2/bot/user/all/richmenu/${ids.get(FIRST_LANG)}`), "make the menu everybody's");
  }
  const kept = new Set(ids.values());
  const old = there.filter(({ name, richMenuId }) => name.startsWith(OURS) && !kept.has(richMenuId));
  for (const { richMenuId } of old)
    await must(api.delete(`/v2/bot/richmenu/${richMenuId}`), "delete an old menu");
}

/** How the menus of an account stand. */
export interface MenusThere {
  /** Languages whose menu is not there, has another drawing or other areas, or cannot be found by its alias. */
  readonly missing: readonly Lang[];
  /** What whoever has no menu of their own sees; undefined: none. */
  readonly everybodys: Known | undefined;
}

interface Known {
  readonly id: string;
  readonly name: string;
  readonly isOurs: boolean;
}

/** Undefined: LINE does not tell. */
export async function lookAtMenus(
  api: AccountApi,
  say: (lang: Lang) => Say,
): Promise<MenusThere | undefined> {
  const list = v.safeParse(ListSchema, (await api.get("/v2/bot/richmenu/list")).json);
  if (!list.success) return undefined;
  const there = list.output.richmenus;
  const inPlace = await Promise.all(LANGS.map((lang) => isInPlace(api, there, menuOf(lang, say(lang)))));
  return { missing: LANGS.filter((_, n) => !inPlace[n]), everybodys: await everybodysMenu(api, there) };
}

async function isInPlace(api: AccountApi, there: readonly Listed[], menu: Menu): Promise<boolean> {
  const { json } = await api.get(`/v2/bot/richmenu/alias/${menuAlias(menu.lang)}`);
  const alias = v.safeParse(MadeSchema, json);
  if (!alias.success) return false;
  const { richMenuId: id } = alias.output;
  const isSame = there.some(({ richMenuId, name }) => richMenuId === id && name === menu.request.name);
  return isSame && api.isUploaded(`/v2/bot/richmenu/${id}/content`);
}

async function everybodysMenu(api: AccountApi, there: readonly Listed[]): Promise<Known | undefined> {
  const shown = v.safeParse(MadeSchema, (await api.get("/v2/bot/user/all/richmenu")).json);
  if (!shown.success) return undefined;
  const { richMenuId: id } = shown.output;
  // What was made elsewhere may stand in no list.
  const name = there.find(({ richMenuId }) => richMenuId === id)?.name ?? id;
  return { id, name, isOurs: name.startsWith(OURS) };
}

type Listed = v.InferOutput<typeof ListSchema>["richmenus"][number];

async function menusThere(api: AccountApi): Promise<readonly Listed[]> {
  const { json } = await must(api.get("/v2/bot/richmenu/list"), "list the menus");
  return v.parse(ListSchema, json).richmenus;
}

async function made(api: AccountApi, { request, image }: Menu): Promise<string> {
  const { json } = await must(api.post("/v2/bot/richmenu", request), "make a menu");
  const { richMenuId } = v.parse(MadeSchema, json);
  await must(
    api.upload(`/v2/bot/richmenu/${richMenuId}/content`, { type: "image/png", bytes: image }),
    "upload the menu's drawing",
  );
  return richMenuId;
}

/** Where something came between a menu and its drawing, it is made anew; the other goes with the old ones. */
async function completed(api: AccountApi, id: string, menu: Menu): Promise<string> {
  if (await api.isUploaded(`/v2/bot/richmenu/${id}/content`)) return id;
  return made(api, menu);
}

async function point(api: AccountApi, richMenuAliasId: string, richMenuId: string): Promise<void> {
  const { status } = await api.get(`/v2/bot/richmenu/alias/${richMenuAliasId}`);
  await must(
    status === 200
      ? api.post(`/v2/bot/richmenu/alias/${richMenuAliasId}`, { richMenuId })
      : api.post("/v2/bot/richmenu/alias", { richMenuAliasId, richMenuId }),
    "name a menu",
  );
}

async function must(call: ReturnType<AccountApi["get"]>, what: string): ReturnType<AccountApi["get"]> {
  const answered = await call;
  if (answered.status >= 200 && answered.status < 300) return answered;
  throw new MenuError(
    answered.status === 0
      ? `LINE did not answer when asked to ${what}.`
      : `LINE refused to ${what} (status ${answered.status}).`,
  );
}
