/** Runs the card commands alone, as `tokeru` would. */
import { Command } from "commander";
import { addCardCommands } from "../../src/card/command.ts";

const program = new Command("tokeru");
addCardCommands(program);
await program.parseAsync();
