import type { Command } from "commander";
import type { Examined, Finding } from "../channels/line/examine.ts";
import { WEBHOOK_PATH } from "../channels/line/path.ts";
import { type Config, ConfigError, type LineConfig, readConfig } from "./config.ts";
import { buildHouse } from "./house.ts";

/** An operator waits for an answer, but not for ever. */
const TIMEOUT_MS = 10_000;

const EXIT_CODES = `
Exit codes: 0 all is well; 1 something is wrong, as said above.`;

/** `tokeru line setup` and `tokeru line doctor`. */
export function addLineCommands(program: Command): void {
  const line = program
    .command("line")
    .description("set the LINE account up, and find out what is wrong with it");
  line
    .command("setup")
    .description("check token and secret, set and test the webhook URL, and make the menu below the chat")
    .addHelpText("after", EXIT_CODES)
    .action(async () => report(await setUp(readConfig(process.env))));
  line
    .command("doctor")
    .description("say what is wrong with the LINE account, and what to do about it; changes nothing")
    .addHelpText("after", EXIT_CODES)
    .action(async () => {
      const { examine } = await import("../channels/line/examine.ts");
      report(await examine(await examinedOf(readConfig(process.env))));
    });
}

/** Running it again changes nothing that is as it should be. */
async function setUp(config: Config): Promise<readonly Finding[]> {
  const { examine, examineAccount } = await import("../channels/line/examine.ts");
  const { makeMenus } = await import("../channels/line/rich-menu.ts");
  const examined = await examinedOf(config);
  const account = await examineAccount(examined);
  if (account.some(({ level }) => level === "wrong")) return account;
  const { api, webhook } = examined;
  const { status } = await api.put("/v2/bot/channel/webhook/endpoint", { endpoint: webhook });
  if (status !== 200) {
    const todo = "Set it in LINE's console under Messaging API.";
    return [
      ...account,
      { level: "wrong", found: `LINE does not take the webhook URL (status ${status}).`, todo },
    ];
  }
  try {
    await makeMenus(api, buildHouse().say);
  } catch (error) {
    if (!(error instanceof Error) || error.name !== "MenuError") throw error;
    const todo = "Run `tokeru line setup` again. Until then everything works by the buttons in the chat.";
    return [{ level: "wrong", found: error.message, todo }, ...(await examine(examined))];
  }
  return examine(examined);
}

async function examinedOf({ line, publicUrl }: Config): Promise<Examined> {
  const { accountApiAt } = await import("../channels/line/account-api.ts");
  const { api, channelAccessToken, ...rest } = line ?? missing();
  return {
    ...rest,
    channelAccessToken,
    api: accountApiAt(api, channelAccessToken, TIMEOUT_MS),
    webhook: publicUrl && publicUrl + WEBHOOK_PATH,
  };
}

function missing(): LineConfig {
  throw new ConfigError(
    "LINE_CHANNEL_SECRET",
    "and LINE_CHANNEL_ACCESS_TOKEN are missing: copy both from LINE's console (docs/line.md)",
  );
}

const MARKS = { fine: "ok   ", look: "look ", wrong: "WRONG" } as const;

function report(findings: readonly Finding[]): void {
  for (const { level, found, todo } of findings) {
    console.log(`${MARKS[level]}  ${found}`);
    if (todo) console.log(`       ${todo}`);
  }
  if (findings.some(({ level }) => level === "wrong")) process.exitCode = 1;
}
