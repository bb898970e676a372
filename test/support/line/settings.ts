import { randomUUID } from "node:crypto";
import * as v from "valibot";
import { ACCESS_TOKEN, BOT_USER_ID, CHANNEL_ID, CHANNEL_SECRET } from "./account.ts";
import { type Answer, type Asked, FINE, refusal } from "./http.ts";

/** A rich menu as it was made. */
export interface RichMenu {
  readonly richMenuId: string;
  readonly size: { readonly width: number; readonly height: number };
  readonly name: string;
  readonly chatBarText: string;
  readonly selected: boolean;
  readonly areas: readonly { readonly action: { readonly type: string } }[];
  image?: Buffer;
}

/** How the account is set up: what an operator changes in LINE's console, and what our calls change. */
export interface Account {
  /** `chat`: a person answers in LINE's own tool, and webhooks may be off. */
  chatMode: "bot" | "chat";
  webhook: { endpoint: string; active: boolean } | undefined;
  quota: { type: "none" } | { type: "limited"; value: number };
  used: number;
  /** By person; someone who is not in it has no profile for us. */
  readonly languages: Map<string, string | undefined>;
  readonly menus: Map<string, RichMenu>;
  readonly aliases: Map<string, string>;
  defaultMenu: string | undefined;
  /** By person. */
  readonly menuOf: Map<string, string>;
  /** Where a public address leads on this machine, for LINE's test of a webhook. */
  readonly leadsTo: Map<string, string>;
  /** Groups and rooms that we have left. */
  readonly left: string[];
  /** What people have sent, by message id. */
  readonly contents: Map<string, Buffer>;
}

/** An account as it is new. */
export function newAccount(): Account {
  return {
    chatMode: "bot",
    webhook: undefined,
    quota: { type: "none" },
    used: 0,
    languages: new Map(),
    menus: new Map(),
    aliases: new Map(),
    defaultMenu: undefined,
    menuOf: new Map(),
    leadsTo: new Map(),
    left: [],
    contents: new Map(),
  };
}

/** Delivers a webhook without events to an address, as LINE's console does; its status, or 0 for no answer. */
type Knock = (endpoint: string) => Promise<number>;

type Route = readonly [
  method: string,
  path: RegExp,
  answer: (asked: Asked, part: string, other: string) => Answer | Promise<Answer>,
];

const NOT_FOUND = refusal(404, "Not found");
const wrong = (property: string): Answer => ({
  status: 400,
  body: {
    message: "The request body has 1 error(s)",
    details: [{ message: "May not be empty or is out of range", property }],
  },
});

/** The longest webhook URL; the largest picture of a rich menu. */
const ENDPOINT_LENGTH = 500;
const IMAGE_BYTES = 1024 * 1024;

const EndpointSchema = v.object({
  endpoint: v.pipe(v.string(), v.url(), v.startsWith("https://"), v.maxLength(ENDPOINT_LENGTH)),
});
const AliasSchema = v.object({
  richMenuAliasId: v.pipe(v.string(), v.regex(/^[a-z0-9_-]{1,32}$/)),
  richMenuId: v.string(),
});

const whole = v.pipe(v.number(), v.integer(), v.minValue(0));
const AreaSchema = v.strictObject({
  bounds: v.strictObject({ x: whole, y: whole, width: whole, height: whole }),
  action: v.looseObject({
    type: v.picklist(["postback", "message", "uri", "datetimepicker", "richmenuswitch", "clipboard"]),
    label: v.optional(v.pipe(v.string(), v.maxLength(20))),
    data: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(300))),
    displayText: v.optional(v.pipe(v.string(), v.maxLength(300))),
  }),
});
const RichMenuSchema = v.pipe(
  v.strictObject({
    size: v.pipe(
      v.strictObject({
        width: v.pipe(whole, v.minValue(800), v.maxValue(2500)),
        height: v.pipe(whole, v.minValue(250)),
      }),
      v.check(({ width, height }) => width / height >= 1.45, "too high for its width"),
    ),
    selected: v.boolean(),
    name: v.pipe(v.string(), v.minLength(1), v.maxLength(300)),
    chatBarText: v.pipe(v.string(), v.minLength(1), v.maxLength(14)),
    areas: v.pipe(v.array(AreaSchema), v.maxLength(20)),
  }),
  v.check(
    ({ size, areas }) =>
      areas.every(
        ({ bounds: { x, y, width, height } }) => x + width <= size.width && y + height <= size.height,
      ),
    "an area outside the menu",
  ),
);

/** LINE's calls that set an account up and ask about it. */
export function createSettings(account: Account, knock: Knock, knows: (userId: string) => boolean) {
  const menuOr = (id: string, then: (menu: RichMenu) => Answer): Answer => {
    const menu = account.menus.get(id);
    return menu ? then(menu) : refusal(404, "The rich menu is not found");
  };
  /** LINE shows no menu without a picture. */
  const withImage = (id: string, then: () => void): Answer =>
    menuOr(id, ({ image }) => {
      if (!image) return refusal(400, "must upload richmenu image before applying it to user");
      then();
      return FINE;
    });

  const routes: readonly Route[] = [
    [
      "GET",
      /^\/v2\/bot\/info$/,
      () =>
        ok({
          userId: BOT_USER_ID,
          basicId: "@000aaaaa",
          displayName: "解ける",
          chatMode: account.chatMode,
          markAsReadMode: account.chatMode === "bot" ? "auto" : "manual",
        }),
    ],
    // These two take a form, and no access token in the header.
    [
      "POST",
      /^\/v2\/oauth\/verify$/,
      ({ body }) =>
        formOf(body).get("access_token") === ACCESS_TOKEN
          ? ok({ client_id: CHANNEL_ID, expires_in: 2_591_659, scope: "P CM" })
          : { status: 400, body: { error: "invalid_request", error_description: "invalid access token" } },
    ],
    [
      "POST",
      /^\/oauth2\/v3\/token$/,
      ({ body }) => {
        const form = formOf(body);
        const asked = [form.get("grant_type"), form.get("client_id"), form.get("client_secret")].join(" ");
        return asked === `client_credentials ${CHANNEL_ID} ${CHANNEL_SECRET}`
          ? ok({ token_type: "Bearer", access_token: "synthetic-stateless-token", expires_in: 900 })
          : { status: 400, body: { error: "invalid_client", error_description: "invalid client_secret" } };
      },
    ],

    [
      "GET",
      /^\/v2\/bot\/channel\/webhook\/endpoint$/,
      () => (account.webhook ? ok(account.webhook) : NOT_FOUND),
    ],
    [
      "PUT",
      /^\/v2\/bot\/channel\/webhook\/endpoint$/,
      ({ json }) => {
        const read = v.safeParse(EndpointSchema, json);
        if (!read.success) return wrong("endpoint");
        account.webhook = { active: true, ...account.webhook, endpoint: read.output.endpoint };
        return FINE;
      },
    ],
    [
      "POST",
      /^\/v2\/bot\/channel\/webhook\/test$/,
      async ({ json }) => {
        const read = v.safeParse(EndpointSchema, json);
        const endpoint = read.success ? read.output.endpoint : account.webhook?.endpoint;
        if (endpoint === undefined) return wrong("endpoint");
        const statusCode = await knock(endpoint);
        const success = statusCode === 200;
        const reason = success ? "OK" : statusCode === 0 ? "COULD_NOT_CONNECT" : "ERROR_STATUS_CODE";
        return ok({
          success,
          timestamp: new Date().toISOString(),
          statusCode,
          reason,
          detail: String(statusCode),
        });
      },
    ],

    ["GET", /^\/v2\/bot\/message\/quota$/, () => ok(account.quota)],
    ["GET", /^\/v2\/bot\/message\/quota\/consumption$/, () => ok({ totalUsage: account.used })],
    [
      "GET",
      /^\/v2\/bot\/profile\/([^/]+)$/,
      (_, userId) => {
        if (!knows(userId) && !account.languages.has(userId)) return NOT_FOUND;
        const language = account.languages.get(userId);
        return ok({ userId, displayName: "Test Taro", ...(language !== undefined && { language }) });
      },
    ],
    [
      "POST",
      /^\/v2\/bot\/(?:group|room)\/([^/]+)\/leave$/,
      (_, id) => {
        account.left.push(id);
        return FINE;
      },
    ],
    [
      "GET",
      /^\/v2\/bot\/message\/([^/]+)\/content$/,
      (_, id) => {
        const body = account.contents.get(id);
        return body ? { status: 200, body } : NOT_FOUND;
      },
    ],
    [
      "POST",
      /^\/v2\/bot\/chat\/loading\/start$/,
      ({ json }) => {
        const seconds = v.is(v.object({ chatId: v.string(), loadingSeconds: v.number() }), json)
          ? json.loadingSeconds
          : 0;
        return seconds >= 5 && seconds <= 60 && seconds % 5 === 0
          ? { status: 202, body: {} }
          : wrong("loadingSeconds");
      },
    ],

    [
      "POST",
      /^\/v2\/bot\/richmenu$/,
      ({ json }) => {
        const read = v.safeParse(RichMenuSchema, json);
        if (!read.success) return wrong(read.issues[0].message);
        const richMenuId = `richmenu-${randomUUID().replaceAll("-", "")}`;
        account.menus.set(richMenuId, { richMenuId, ...read.output });
        return ok({ richMenuId });
      },
    ],
    [
      "POST",
      /^\/v2\/bot\/richmenu\/validate$/,
      ({ json }) => (v.is(RichMenuSchema, json) ? FINE : wrong("richmenu")),
    ],
    [
      "GET",
      /^\/v2\/bot\/richmenu\/list$/,
      () => ok({ richmenus: [...account.menus.values()].map(({ image: _, ...menu }) => menu) }),
    ],
    [
      "POST",
      /^\/v2\/bot\/richmenu\/([^/]+)\/content$/,
      ({ body, headers }, id) =>
        menuOr(id, (menu) => {
          if (menu.image) return refusal(400, "An image has already been uploaded to the richmenu");
          if (!/^image\/(png|jpeg)$/.test(headers["content-type"] ?? "")) {
            return refusal(415, "Unsupported Media Type");
          }
          if (body.length === 0 || body.length > IMAGE_BYTES) return refusal(413, "Payload Too Large");
          if (headers["content-type"] === "image/png" && !hasSize(body, menu.size)) {
            return refusal(400, "The image size is not that of the rich menu");
          }
          menu.image = body;
          return FINE;
        }),
    ],
    [
      "GET",
      /^\/v2\/bot\/richmenu\/([^/]+)\/content$/,
      (_, id) => menuOr(id, ({ image }) => (image ? { status: 200, body: image } : NOT_FOUND)),
    ],
    [
      "POST",
      /^\/v2\/bot\/user\/all\/richmenu\/([^/]+)$/,
      (_, id) => withImage(id, () => (account.defaultMenu = id)),
    ],
    [
      "GET",
      /^\/v2\/bot\/user\/all\/richmenu$/,
      () =>
        account.defaultMenu === undefined
          ? refusal(404, "no default richmenu")
          : ok({ richMenuId: account.defaultMenu }),
    ],
    [
      "DELETE",
      /^\/v2\/bot\/user\/all\/richmenu$/,
      () => {
        account.defaultMenu = undefined;
        return FINE;
      },
    ],
    [
      "POST",
      /^\/v2\/bot\/user\/([^/]+)\/richmenu\/([^/]+)$/,
      (_, userId, id) => withImage(id, () => account.menuOf.set(userId, id)),
    ],
    [
      "DELETE",
      /^\/v2\/bot\/user\/([^/]+)\/richmenu$/,
      (_, userId) => {
        account.menuOf.delete(userId);
        return FINE;
      },
    ],
    [
      "GET",
      /^\/v2\/bot\/richmenu\/alias\/list$/,
      () =>
        ok({
          aliases: [...account.aliases].map(([richMenuAliasId, richMenuId]) => ({
            richMenuAliasId,
            richMenuId,
          })),
        }),
    ],
    [
      "POST",
      /^\/v2\/bot\/richmenu\/alias$/,
      ({ json }) => {
        const read = v.safeParse(AliasSchema, json);
        if (!read.success) return wrong("richMenuAliasId");
        const { richMenuAliasId, richMenuId } = read.output;
        if (account.aliases.has(richMenuAliasId)) return refusal(400, "conflict richmenu alias id");
        return menuOr(richMenuId, () => {
          account.aliases.set(richMenuAliasId, richMenuId);
          return FINE;
        });
      },
    ],
    [
      "POST",
      /^\/v2\/bot\/richmenu\/alias\/([^/]+)$/,
      ({ json }, alias) => {
        if (!account.aliases.has(alias)) return refusal(404, "richmenu alias not found");
        const read = v.safeParse(v.object({ richMenuId: v.string() }), json);
        if (!read.success) return wrong("richMenuId");
        return menuOr(read.output.richMenuId, ({ richMenuId }) => {
          account.aliases.set(alias, richMenuId);
          return FINE;
        });
      },
    ],
    [
      "GET",
      /^\/v2\/bot\/richmenu\/alias\/([^/]+)$/,
      (_, alias) => {
        const richMenuId = account.aliases.get(alias);
        return richMenuId === undefined
          ? refusal(404, "richmenu alias not found")
          : ok({ richMenuAliasId: alias, richMenuId });
      },
    ],
    [
      "DELETE",
      /^\/v2\/bot\/richmenu\/alias\/([^/]+)$/,
      (_, alias) => (account.aliases.delete(alias) ? FINE : refusal(404, "richmenu alias not found")),
    ],
    [
      "GET",
      /^\/v2\/bot\/richmenu\/([^/]+)$/,
      (_, id) => menuOr(id, ({ image: _image, ...menu }) => ok(menu)),
    ],
    [
      "DELETE",
      /^\/v2\/bot\/richmenu\/([^/]+)$/,
      (_, id) =>
        menuOr(id, () => {
          account.menus.delete(id);
          if (account.defaultMenu === id) account.defaultMenu = undefined;
          return FINE;
        }),
    ],
  ];

  return async (asked: Asked): Promise<Answer> => {
    const path = asked.path.split("?", 1)[0] ?? "";
    for (const [method, pattern, answer] of routes) {
      const match = method === asked.method ? pattern.exec(path) : null;
      if (match) return answer(asked, match[1] ?? "", match[2] ?? "");
    }
    return NOT_FOUND;
  };
}

function formOf(body: Buffer): URLSearchParams {
  return new URLSearchParams(body.toString("utf8"));
}

function ok(body: object): Answer {
  return { status: 200, body };
}

/** A PNG's own width and height stand at the beginning of its first chunk. */
function hasSize(png: Buffer, { width, height }: RichMenu["size"]): boolean {
  return png.length > 24 && png.readUInt32BE(16) === width && png.readUInt32BE(20) === height;
}
