/**
 * Builds the browser's files into `dist/web/`: the widget that talks to a server, the one that needs none with
 * its wording, parsed beforehand, and the desk. Where nothing that goes in has changed, it is done at once.
 * What was built, its size and its integrity stand in `manifest.json`.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import type { InlineConfig, Plugin } from "vite";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const OUT = join(ROOT, "dist/web");
const MANIFEST = join(OUT, "manifest.json");
/** Everything that can change what is built. */
const INPUTS = [
  "web",
  "locales",
  "src/assistant",
  "src/facts",
  "src/flows",
  "src/language",
  "src/channels/rendered.ts",
  "src/desk/view.ts",
  "scripts/build-web.ts",
  "package-lock.json",
];
const TOKENS = "node_modules/@digital-go-jp/design-tokens/dist/tokens-simple.css";
const LOCAL = "tokeru-chat-local";
const LANGS = ["ja", "ja-simple", "en"] as const;

/** One file that a page loads. */
interface Built {
  readonly file: string;
  readonly sha256: string;
  readonly integrity: string;
  readonly bytes: number;
  readonly gzip: number;
}

/** Messages of other rooms that the widget shows by itself; `widget.*` are its own. */
const SHARED =
  /^(widget\.|rate\.(good|bad)$|pairing\.(title|lead|how|waiting)$|section\.answer$|slip\.(heading\.|note$|facts_version$|counter\.concerned$)|web\.slip\.(secret|left)$|error\.(internal|expired_conversation)$|ui\.(answers|back|card|change|close|help|human|language|language_name\..*|link_copy|print|privacy_note|progress|restart|slip_show|sources_note|title)$)/;
/** What only the widget without a server says. */
const SERVERLESS = /^widget\.local$/;
/** What the talk with a person says by itself. */
const OF_PERSON = /^(talk\.(?!ask$|again|by_phone$|keep_open$|to_questions$)|ui\.unask$)/;
/** Answers to questions aside, and short answers to ours: only who understands words can need them. */
const ASIDE = /^(aside|answers)\./;
/** Messages that no reply holds: asides and short answers come with what understands them, drawings with their labels. */
const ELSEWHERE =
  /^(handoff|talk|line|terminal|probe|script|web|ui|widget|aside|answers|slip\.verdict)\.|^picture\.\w+\.(?!alt$)/;

/** Hash of every input, by content. */
function hashInputs(): string {
  const hash = createHash("sha256");
  for (const file of INPUTS.flatMap((path) => filesIn(path)).toSorted()) {
    hash
      .update(file)
      .update("\0")
      .update(readFileSync(join(ROOT, file)))
      .update("\0");
  }
  return hash.digest("hex");
}

function filesIn(path: string): readonly string[] {
  if (path.includes(".")) return [path];
  return readdirSync(join(ROOT, path), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith(".jsonl"))
    .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length));
}

function isBuilt(inputs: string): boolean {
  try {
    const known = JSON.parse(readFileSync(MANIFEST, "utf8"));
    return (
      known.inputs === inputs &&
      [known, known.desk, known.guard, known.liff, known.local, known.person, known.reader].every(
        ({ file }) => existsSync(join(OUT, file)),
      )
    );
  } catch {
    return false;
  }
}

/** Builds where it has to; says nothing where it has not. */
export async function buildWeb(): Promise<void> {
  const inputs = hashInputs();
  if (isBuilt(inputs)) return;
  if (!existsSync(join(ROOT, "node_modules/vite"))) {
    console.warn("The widget is not built: its tools are missing. `npm ci` without --omit=dev brings them.");
    return;
  }
  mkdirSync(join(OUT, "wording"), { recursive: true });
  const words = await import("./wording.ts");
  const parsed = words.parsedMessages(LANGS, (id) => !ELSEWHERE.test(id));
  for (const [lang, messages] of Object.entries(parsed))
    put(`wording/${lang}.json`, JSON.stringify(messages));
  const spoken = words.ownWords(LANGS, (id) => SHARED.test(id));
  // Vite takes the packages' versions for development where a test runner says so.
  process.env["NODE_ENV"] = "production";
  const guard = await bundle("tokeru-guard", "es", {});
  const asides = words.parsedMessages(LANGS, (id) => ASIDE.test(id));
  const reader = await bundle("tokeru-words", "es", { "tokeru:asides": { ASIDES: asides } });
  const ofPerson = words.ownWords(LANGS, (id) => OF_PERSON.test(id));
  const person = await bundle("tokeru-person", "es", { "tokeru:words": { WORDS: ofPerson } });
  const modules = {
    "tokeru:person": { PERSON: partOf(person) },
    "tokeru:words": { WORDS: spoken },
    "tokeru:guard": { GUARD: partOf(guard) },
    "tokeru:reader": { READER: partOf(reader) },
  };
  const served = words.ownWords(LANGS, (id) => SHARED.test(id) && !SERVERLESS.test(id));
  const widget = await bundle("tokeru-chat", "iife", { ...modules, "tokeru:words": { WORDS: served } });
  const liff = await bundle("liff", "iife", {});
  const desk = await bundle("desk", "es", {});
  const local = await bundle(LOCAL, "iife", modules);
  const others = { desk, guard, liff, local, person, reader };
  put("manifest.json", `${JSON.stringify({ ...widget, ...others, inputs }, null, 2)}\n`);
  for (const { file, bytes, gzip, integrity } of [widget, ...Object.values(others)]) {
    console.log(`${file}: ${bytes} bytes, ${(gzip / 1024).toFixed(1)} KB gzip, integrity ${integrity}`);
  }
}

/** What the widget has to know of a part, in few bytes: in which folder it is, and that it is that one. */
function partOf({ file, sha256 }: Built) {
  const integrity = `sha256-${Buffer.from(sha256, "hex").toString("base64")}`;
  return { file, folder: sha256.slice(0, 16), integrity };
}

/** Nobody ever reads half a file, also when two builds run at once. */
function put(file: string, content: string): void {
  const next = join(OUT, `${file}.${process.pid}`);
  writeFileSync(next, content);
  renameSync(next, join(OUT, file));
}

async function bundle(name: string, format: "es" | "iife", modules: Modules): Promise<Built> {
  const { build } = await import("vite");
  const config: InlineConfig = {
    configFile: false,
    root: ROOT,
    logLevel: "warn",
    plugins: [modulesPlugin(modules), tokensPlugin(), ...(name === LOCAL ? [inBrowserPlugin()] : [])],
    resolve: {
      alias: {
        // The wording comes parsed, so that no parser is needed.
        "@formatjs/icu-messageformat-parser": "@formatjs/icu-messageformat-parser/no-parser.js",
        xstate: join(ROOT, "web/machine.ts"),
      },
    },
    build: {
      target: "es2022",
      write: false,
      minify: true,
      lib: {
        entry: join(ROOT, `web/${name}.ts`),
        formats: [format],
        name: "tokeru",
        fileName: () => `${name}.js`,
      },
      rolldownOptions: {
        // Vite leaves the spaces in a library's modules.
        output: { minify: true },
        // Our modules do nothing but define, so what is not used is left out: the schemas, above all.
        treeshake: { moduleSideEffects: (id) => !/\/src\/(assistant|facts|flows|language)\//.test(id) },
      },
    },
  };
  const results = [await build(config)].flat();
  const chunk = results
    .flatMap((result) => ("output" in result ? result.output : []))
    .find(({ type }) => type === "chunk");
  if (chunk?.type !== "chunk") throw new Error(`Vite made nothing of web/${name}.ts`);
  put(`${name}.js`, chunk.code);
  return describe(`${name}.js`, Buffer.from(chunk.code));
}

function describe(file: string, content: Buffer): Built {
  return {
    file,
    sha256: createHash("sha256").update(content).digest("hex"),
    integrity: `sha384-${createHash("sha384").update(content).digest("base64")}`,
    bytes: content.length,
    gzip: gzipSync(content, { level: 9 }).length,
  };
}

/** Modules that the build itself writes, with what each of them exports. */
type Modules = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

function modulesPlugin(modules: Modules): Plugin {
  return {
    name: "tokeru:modules",
    resolveId: (source) => (source in modules ? `\0${source}` : undefined),
    load: (id) =>
      Object.entries(modules[id.slice(1)] ?? {})
        .map(([name, value]) => `export const ${name} = ${JSON.stringify(value)};`)
        .join("\n") || undefined,
  };
}

/** What stands in the place of some modules of ours where the assistant runs in the browser. */
const IN_BROWSER = new Map(
  [
    // What is typed was guarded before.
    ["src/language/guard/index.ts", "web/guarded.ts"],
    // What reads words comes with what understands them.
    ["src/assistant/words.ts", "web/worded.ts"],
  ].map((pair) => pair.map((file) => join(ROOT, file)) as [string, string]),
);

function inBrowserPlugin(): Plugin {
  return {
    name: "tokeru:in-browser",
    enforce: "pre",
    resolveId: (source, importer = "") =>
      importer.startsWith(join(ROOT, "src/")) ? IN_BROWSER.get(join(dirname(importer), source)) : undefined,
  };
}

/** `token(name)` in a style sheet: the value that the design system gives it. */
function tokensPlugin(): Plugin {
  const declared = readFileSync(join(ROOT, TOKENS), "utf8").matchAll(/--([\w-]+):\s*([^;]+);/g);
  const tokens = new Map([...declared].map(([, name = "", value = ""]) => [name, value]));
  return {
    name: "tokeru:tokens",
    enforce: "pre",
    transform: (code, id) =>
      /\.css(\?|$)/.test(id)
        ? code.replace(/token\(([\w-]+)\)/g, (_, name: string) => tokens.get(name) ?? unknownToken(name))
        : undefined,
  };
}

function unknownToken(name: string): never {
  throw new Error(`The design tokens have no ${name}`);
}

if (import.meta.main) await buildWeb();
