import { createRequire, registerHooks } from "node:module";
import { pathToFileURL } from "node:url";
import type * as WebApi from "@slack/web-api";
import type * as Botbuilder from "botbuilder";
import type * as SlackAdapters from "botbuilder-adapter-slack";

/** Packages that Tokeru brings to nobody who does not use them, and how to get each. */
const INSTALL = {
  botbuilder: "npm install botkit@4.15",
  "botbuilder-adapter-slack": "npm install botkit@4.15 botbuilder-adapter-slack@1.0.14",
} as const;

/**
 * Bot Framework's classes, which Botkit brings along. Without `await`: so a bot in CommonJS can `require` us.
 * @throws {Error} where Botkit is not installed, saying what to do.
 */
export function loadBotbuilder(): typeof Botbuilder {
  return requireFrom("botbuilder")("botbuilder");
}

/**
 * Slack's adapter, and the client of Slack's API that it uses.
 * @throws {Error} where the adapter is not installed, saying what to do.
 */
export function loadSlackAdapter(): typeof SlackAdapters & Pick<typeof WebApi, "WebClient"> {
  const require = requireFrom("botbuilder-adapter-slack");
  const hooks = withoutRequest();
  try {
    const adapters: typeof SlackAdapters = require("botbuilder-adapter-slack");
    const beside = createRequire(require.resolve("botbuilder-adapter-slack"));
    const { WebClient }: typeof WebApi = beside("@slack/web-api");
    return { ...adapters, WebClient };
  } finally {
    hooks.deregister();
  }
}

/**
 * The adapter requires a package that it does not declare, and that Bot Framework no longer brings: `request`, given up
 * in 2020. It needs it to answer under a `response_url`, which we never do. Whoever has it, keeps it.
 */
function withoutRequest() {
  const url = "tokeru:request";
  const source = "module.exports = () => { throw new Error('The package request is not installed.') };";
  return registerHooks({
    resolve(specifier, context, next) {
      if (specifier !== "request") return next(specifier, context);
      try {
        return next(specifier, context);
      } catch {
        return { url, format: "commonjs", shortCircuit: true };
      }
    },
    load: (asked, context, next) =>
      asked === url ? { format: "commonjs", source, shortCircuit: true } : next(asked, context),
  });
}

function requireFrom(name: keyof typeof INSTALL): NodeJS.Require {
  // A package that is linked in finds what stands beside the bot from where the bot runs.
  const places = [import.meta.url, pathToFileURL(`${process.cwd()}/bot.js`).href];
  const found = places.map((place) => createRequire(place)).find((require) => hasThere(require, name));
  if (found) return found;
  throw new Error(
    `The package ${name} is not installed: Tokeru brings it to nobody who does not use it. Run \`${INSTALL[name]}\` ` +
      "(docs/botkit.md).",
  );
}

function hasThere(require: NodeJS.Require, name: string): boolean {
  try {
    require.resolve(name);
    return true;
  } catch {
    return false;
  }
}
