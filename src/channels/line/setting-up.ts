import * as v from "valibot";
import { EndpointSchema, examine, examineAccount, examineTest, type Examined } from "./examine.ts";
import { type Finding, isWrong, look, wrong } from "./finding.ts";
import { lookAtMenus, makeMenus, MenuError, type MenusThere } from "./rich-menu.ts";

/** What stands in the account before it is set up. */
interface Before {
  /** Where LINE delivers; undefined: nowhere. */
  readonly endpoint: string | undefined;
  readonly everybodys: MenusThere["everybodys"];
}

const ENDPOINT = "/v2/bot/channel/webhook/endpoint";
const UNCHANGED = "Nothing was changed.";

/**
 * `tokeru line setup`: sets the webhook URL and makes the menu. What another system has set is left alone unless it is
 * to be replaced, and then until LINE has reached this server; beside a webhook of others nothing is changed at all.
 * Running it again changes nothing that is as it should be.
 */
export async function setUp(examined: Examined, replace: boolean): Promise<readonly Finding[]> {
  const account = await examineAccount(examined);
  if (isWrong(account)) return account;
  const before = await lookBefore(examined);
  if (!before) {
    const found = `LINE does not tell what is set in the account. ${UNCHANGED}`;
    return [...account, wrong(found, "Try again in a minute.")];
  }
  const [webhook, menu] = [theirWebhook(examined, before), theirMenu(before)];
  const theirs = [webhook, menu].filter((one) => one !== undefined);
  if (webhook && !replace) return [...account, ...theirs.map(refusalOf)];
  const replaced = replace ? theirs : [];
  const tested = replaced.length > 0 ? await examineTest(examined) : [];
  if (isWrong(tested)) return [...account, ...tested, look(UNCHANGED)];
  const changed = await change(examined, replace || !menu);
  return [...replaced.map(replacedOf), ...changed, ...(await examine(examined))];
}

/** Undefined: LINE does not tell. */
async function lookBefore({ api, say }: Examined): Promise<Before | undefined> {
  const { status, json } = await api.get(ENDPOINT);
  const known = v.safeParse(EndpointSchema, json);
  const menus = await lookAtMenus(api, say);
  if ((!known.success && status !== 404) || !menus) return undefined;
  const endpoint = known.success ? known.output.endpoint : "";
  return { endpoint: endpoint || undefined, everybodys: menus.everybodys };
}

/** Something that another system has set: what it is, and how to give it back. */
interface Theirs {
  readonly what: string;
  readonly giveBack: string;
}

function theirWebhook({ webhook }: Examined, { endpoint }: Before): Theirs | undefined {
  if (endpoint === undefined || endpoint === webhook) return undefined;
  return {
    what: `LINE delivers to another address: ${endpoint}`,
    giveBack: "To give the account back, set this address in LINE's console under Messaging API.",
  };
}

function theirMenu({ everybodys }: Before): Theirs | undefined {
  if (everybodys === undefined || everybodys.isOurs) return undefined;
  const { id, name } = everybodys;
  return {
    what: `Everybody sees another menu below the chat: ${name}`,
    giveBack: `The menu is kept. To give it back: POST https://api.line.me/v2/bot/user/all/richmenu/${id}`,
  };
}

function refusalOf({ what }: Theirs): Finding {
  return wrong(
    `${what}. ${UNCHANGED}`,
    'If it belongs to another system, leave it and offer the link instead (docs/line.md, "Beside another tool"). To have Tokeru in its place, run `tokeru line setup --replace`.',
  );
}

function replacedOf({ what, giveBack }: Theirs): Finding {
  return look(`Until now: ${what}`, giveBack);
}

/** Says what went wrong with it. `forEverybody`: the menu is for whoever has none of their own. */
async function change({ api, webhook, say }: Examined, forEverybody: boolean): Promise<readonly Finding[]> {
  const { status } = await api.put(ENDPOINT, { endpoint: webhook });
  if (status !== 200) {
    const todo = "Set it in LINE's console under Messaging API.";
    return [wrong(`LINE does not take the webhook URL (status ${status}).`, todo)];
  }
  try {
    await makeMenus(api, say, forEverybody);
    return [];
  } catch (error) {
    if (!(error instanceof MenuError)) throw error;
    const todo = "Run `tokeru line setup` again. Until then everything works by the buttons in the chat.";
    return [wrong(error.message, todo)];
  }
}
