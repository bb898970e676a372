/** Entry of the single executable: `tokeru probe` and `card simulate` alone, with wording from its assets. */
import { getAsset } from "node:sea";
import { Command } from "commander";
import { addCardCommands } from "../src/card/command.ts";
import { loadWording } from "../src/card/wording.ts";

const program = new Command("tokeru-probe");
addCardCommands(program, {
  probeIsDefault: true,
  loadWording: (language) => loadWording(language, async (wanted) => getAsset(`${wanted}.json`, "utf8")),
});
void program.parseAsync();
