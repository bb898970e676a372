/**
 * Holds the languages against each other: no message missing, none too many, the same variables and
 * selects in each (`formatjs verify`). Also: every kanji of やさしい日本語 carries its reading, and a short
 * label fits a button of LINE.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readMessages } from "../src/app/locales.ts";
import { LANGS } from "../src/language/index.ts";

const SOURCE = "ja";
/** UTF-16 units of an action's label, as LINE counts. */
const SHORT_UNITS = 20;
const RUBY = /｜[^｜《》]+《[^｜《》]+》/g;
const KANJI = /[\p{Script=Han}々]/u;

const problems = [...verified(), ...unread(), ...tooLong()];
problems.forEach((problem) => console.error(problem));
if (problems.length > 0) process.exit(1);
console.log(`locales: ${LANGS.join(", ")} are complete`);

/** `formatjs verify` compares one file a language, named for it. */
function verified(): readonly string[] {
  const dir = mkdtempSync(join(tmpdir(), "tokeru-locales-"));
  try {
    mkdirSync(dir, { recursive: true });
    for (const lang of LANGS) writeFileSync(join(dir, `${lang}.json`), JSON.stringify(readMessages(lang)));
    const formatjs = fileURLToPath(new URL("../node_modules/.bin/formatjs", import.meta.url));
    const checks = ["--missing-keys", "--extra-keys", "--structural-equality"];
    const files = LANGS.map((lang) => join(dir, `${lang}.json`));
    const run = spawnSync(
      process.execPath,
      [formatjs, "verify", "--source-locale", SOURCE, ...checks, ...files],
      { encoding: "utf8", timeout: 60_000 },
    );
    return run.status === 0 ? [] : [`formatjs verify:\n${run.stdout}${run.stderr}`];
  } finally {
    rmSync(dir, { recursive: true });
  }
}

/** Typed words may hold kanji, short labels have no room for readings and so no kanji. */
function unread(): readonly string[] {
  return Object.entries(readMessages("ja-simple"))
    .filter(([id, text]) => !id.startsWith("words.") && KANJI.test(text.replace(RUBY, "")))
    .map(([id, text]) => `ja-simple ${id}: a kanji has no reading: ${text}`);
}

function tooLong(): readonly string[] {
  return LANGS.flatMap((lang) =>
    Object.entries(readMessages(lang))
      .filter(([id, text]) => id.startsWith("short.") && text.length > SHORT_UNITS)
      .map(([id, text]) => `${lang} ${id}: ${text.length} units, at most ${SHORT_UNITS}: ${text}`),
  );
}
