import { Command, Option } from "commander";
import { DEFAULT_CITY } from "../assistant/index.ts";
import { dayInJapan } from "../assistant/world.ts";
import { addCardCommands } from "../card/command.ts";
import { FACTS } from "../facts/index.ts";
import { isLang, type Lang, LANGS } from "../language/index.ts";
import { decideLine } from "../channels/terminal/decide.ts";
import { guardLine } from "../channels/terminal/guard.ts";
import { cityOf } from "./cities.ts";
import { ConfigError, readConfig } from "./config.ts";
import { addDeskCommands } from "./desk-command.ts";
import { buildHouse } from "./house.ts";
import { addLineCommands } from "./line-command.ts";
import { readLabelled } from "./labelled.ts";
import { answerLines } from "./lines.ts";

/** The `tokeru` command. What a subcommand alone needs is loaded when it runs. */
const program = new Command("tokeru")
  .description("Finds out which secret of a My Number Card is affected, and where it can be put right.")
  .showHelpAfterError();

const lang = () =>
  new Option("--lang <language>", "language of the conversation").choices([...LANGS]).default("ja");
const city = () => new Option("--city <code>", "city pack in cities/").default(DEFAULT_CITY);
const json = () => new Option("--json", "one JSON object a line, in and out");

interface ChatOptions {
  readonly lang: string;
  readonly city: string;
  readonly json?: true;
}

program
  .command("serve")
  .description("serve the web page, the JSON API and, where configured, LINE's webhook")
  .action(async () => {
    const { serve } = await import("./serve.ts");
    await serve(readConfig(process.env));
  });

program
  .command("chat")
  .description("have the conversation in the terminal")
  .addOption(lang())
  .addOption(city())
  .addOption(json())
  .action(async (options: ChatOptions) => {
    const house = buildHouse();
    cityOf(house.cities, options.city, "--city");
    const spoken: Lang = isLang(options.lang) ? options.lang : "ja";
    const world = () => house.worldOf(options.city);
    if (options.json) {
      const { jsonChat } = await import("../channels/terminal/json.ts");
      const chat = jsonChat(world, spoken, options.city);
      await answerLines((text) => chat.answer(text), { first: chat.greeting() });
    } else {
      const { terminalChat } = await import("../channels/terminal/chat.ts");
      const { stdin: input, stdout: output } = process;
      const { readLocalCard: readCard } = await import("./local-card.ts");
      await terminalChat({ input, output, world, lang: spoken, city: options.city, readCard });
    }
  });

program
  .command("decide")
  .description("policy alone: from what is known of a case to the route, the rule and its sources")
  .addOption(json())
  .action(async () => {
    await answerLines((text) => decideLine(FACTS, dayInJapan(Date.now()), text));
  });

program
  .command("guard")
  .description("what must not be kept of a text masked: PINs, passwords, My Numbers")
  .addOption(json())
  .action(async () => {
    await answerLines(guardLine);
  });

program
  .command("export")
  .description("write the conversation as a static site that needs no server of ours")
  .addOption(city())
  .requiredOption("--out <folder>", "a new or empty folder")
  .action(async ({ city: code, out }: { readonly city: string; readonly out: string }) => {
    const { exportSite } = await import("./export.ts");
    const house = buildHouse();
    exportSite(house, { city: cityOf(house.cities, code, "--city"), out });
    console.log(`Written to ${out}. How to put it on a web server stands in embed.txt there.`);
  });

program
  .command("understand")
  .description("what a resident's message tells: situation, secret and whatever else, with how sure it is")
  .addOption(json())
  .option("--eval <file>", "how well labelled messages, one JSON object a line, are understood")
  .action(async (options: { readonly eval?: string }) => {
    const today = dayInJapan(Date.now());
    if (options.eval === undefined) {
      const { understandLine } = await import("../channels/terminal/understand.ts");
      await answerLines((text) => understandLine(FACTS, today, text));
    } else {
      const { evaluation } = await import("../channels/terminal/evaluate.ts");
      console.log(evaluation(readLabelled(options.eval), FACTS, today));
    }
  });

addCardCommands(program);
addLineCommands(program);
addDeskCommands(program);

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof ConfigError) && !isExplained(error)) throw error;
  console.error(`tokeru: ${error.message}`);
  process.exitCode = 1;
}

/** Errors whose message already says what is wrong and what to do. */
function isExplained(error: unknown): error is Error {
  return (
    error instanceof Error &&
    ["StoreError", "CityPackError", "ExportError", "AccountError"].includes(error.name)
  );
}
