import type { Command } from "commander";
import type { Examined } from "../channels/line/examine.ts";
import { type Finding, isWrong } from "../channels/line/finding.ts";
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
    .option("--replace", "take the account over from another system; says how to give it back")
    .addHelpText("after", EXIT_CODES)
    .action(async ({ replace = false }: { readonly replace?: boolean }) => {
      const { setUp } = await import("../channels/line/setting-up.ts");
      report(await setUp(await examinedOf(readConfig(process.env)), replace));
    });
  line
    .command("doctor")
    .description("say what is wrong with the LINE account, and what to do about it; changes nothing")
    .addHelpText("after", EXIT_CODES)
    .action(async () => {
      const { examine } = await import("../channels/line/examine.ts");
      report(await examine(await examinedOf(readConfig(process.env))));
    });
}

async function examinedOf({ line, publicUrl }: Config): Promise<Examined> {
  const { accountApiAt } = await import("../channels/line/account-api.ts");
  const { api, channelAccessToken, ...rest } = line ?? missing();
  return {
    ...rest,
    channelAccessToken,
    api: accountApiAt(api, channelAccessToken, TIMEOUT_MS),
    webhook: publicUrl && publicUrl + WEBHOOK_PATH,
    say: buildHouse().say,
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
  if (isWrong(findings)) process.exitCode = 1;
}
