import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const LIMIT_MS = 120_000;
/** What only those have who use it. */
const BOTKIT = /^(botkit|botbuilder|@slack)/;

const folder = mkdtempSync(join(tmpdir(), "tokeru-package-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** The package as it is published, in a project with or without Botkit. */
function project(name: string, has: (dependency: string) => boolean): string {
  const modules = join(folder, name, "node_modules");
  for (const one of readdirSync(join(ROOT, "node_modules")).filter(has)) {
    mkdirSync(dirname(join(modules, one)), { recursive: true });
    symlinkSync(join(ROOT, "node_modules", one), join(modules, one));
  }
  const tokeru = join(modules, "tokeru");
  for (const one of ["package.json", "locales", "cities", "pictures"]) {
    cpSync(join(ROOT, one), join(tokeru, one), { recursive: true });
  }
  cpSync(join(folder, "dist"), join(tokeru, "dist"), { recursive: true });
  return join(folder, name);
}

function run(
  cwd: string,
  file: string,
  text: string,
): { readonly status: number | null; readonly said: string } {
  writeFileSync(join(cwd, file), text);
  const { status, stdout, stderr } = spawnSync(process.execPath, [file], {
    cwd,
    encoding: "utf8",
    timeout: LIMIT_MS,
  });
  return { status, said: `${stdout}${stderr}` };
}

describe("the package", () => {
  beforeAll(() => {
    const args = ["tsc", "-p", "tsconfig.build.json", "--outDir", join(folder, "dist")];
    spawnSync("npx", ["--no-install", ...args], { cwd: ROOT, timeout: LIMIT_MS });
  }, LIMIT_MS);

  it(
    "is loaded by bots in CommonJS and in modules, with everything that it needs",
    () => {
      const cwd = project("with", () => true);
      const body = `
      const controller = new Botkit({
        adapter: slackAdapter({ botToken: "synthetic", signingSecret: "synthetic" }),
        disable_webserver: true, disable_console: true, storage: KEEPS_NOTHING,
      });
      controller.usePlugin(tokeru());
      webhook(controller);
      controller.plugins.tokeru.ready().then(() => controller.shutdown()).then(() => console.log("ran", typeof LineAdapter));`;
      const names = "{ KEEPS_NOTHING, LineAdapter, slackAdapter, tokeru, webhook }";
      const common = `const { Botkit } = require("botkit"); const ${names} = require("tokeru/botkit"); ${body}`;
      const module = `import { Botkit } from "botkit"; import ${names} from "tokeru/botkit"; ${body}`;
      expect(run(cwd, "bot.cjs", common)).toEqual({ status: 0, said: "ran function\n" });
      expect(run(cwd, "bot.mjs", module)).toEqual({ status: 0, said: "ran function\n" });
    },
    LIMIT_MS,
  );

  it(
    "says what to install where Botkit is missing, and needs it for nothing else",
    () => {
      const cwd = project("without", (name) => !BOTKIT.test(name));
      const { status, said } = run(cwd, "bot.mjs", 'await import("tokeru/botkit");');
      expect(status).toBe(1);
      expect(said).toContain("Run `npm install botkit@4.15`");
      const main =
        'process.argv.push("decide", "--help"); await import("./node_modules/tokeru/dist/app/main.js");';
      expect(run(cwd, "main.mjs", main).status).toBe(0);
    },
    LIMIT_MS,
  );
});
