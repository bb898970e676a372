/**
 * Builds the probe as one executable of the system it runs on: `npm run build:probe [-- FOLDER]` makes
 * build/tokeru-probe (tokeru-probe.exe on Windows), which needs no Node and no npm on the city's PC.
 *
 * Node's single executable application: the program is bundled to one CommonJS file, put into a blob with
 * the wording and koffi's addon as assets, and injected into a copy of the Node that runs this script.
 * https://nodejs.org/docs/latest-v24.x/api/single-executable-applications.html
 */
import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { languages } from "../src/card/wording.ts";

const require = createRequire(import.meta.url);
const root = fileURLToPath(new URL("..", import.meta.url));

/** Marks the place in Node's binary that says whether there is a blob; fixed by Node. */
const SENTINEL = "NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2";

/** koffi's prebuilt addon for this system, from its package of the same version. */
function koffiAddon(): string {
  const { platform, arch } = process;
  const folder = join(root, "node_modules", "@koromix", `koffi-${platform}-${arch}`);
  const addon = join(folder, `${platform}_${arch}`, "koffi.node");
  if (existsSync(addon)) return addon;
  throw new Error(
    `koffi has no addon for ${platform}-${arch} at ${addon}; run npm ci without --omit=optional`,
  );
}

/** One CommonJS file: an executable's entry can be nothing else in Node 24. */
async function bundle(file: string): Promise<void> {
  const build = await rolldown({
    input: join(root, "scripts", "probe-executable.ts"),
    platform: "node",
    resolve: { alias: { koffi: join(root, "scripts", "koffi-in-executable.ts") } },
  });
  await build.write({ file, format: "cjs", codeSplitting: false });
  await build.close();
}

function seaConfiguration(bundled: string, blob: string): string {
  const wording = languages.map((language) => [
    `${language}.json`,
    join(root, "locales", language, "probe.json"),
  ]);
  return JSON.stringify({
    main: bundled,
    output: blob,
    disableExperimentalSEAWarning: true,
    useCodeCache: true,
    assets: { "koffi.node": koffiAddon(), ...Object.fromEntries(wording) },
  });
}

function inject(executable: string, blob: string): void {
  const postject = require.resolve("postject/dist/cli.js");
  const macho = process.platform === "darwin" ? ["--macho-segment-name", "NODE_SEA"] : [];
  const args = [postject, executable, "NODE_SEA_BLOB", blob, "--sentinel-fuse", SENTINEL, ...macho];
  // macOS refuses a changed binary until it is signed again.
  if (process.platform === "darwin") execFileSync("codesign", ["--remove-signature", executable]);
  // It warns of an ELF section that it does not read; a failure throws with what it said.
  execFileSync(process.execPath, args, { stdio: "pipe" });
  if (process.platform === "darwin") execFileSync("codesign", ["--sign", "-", executable]);
}

/**
 * Builds the executable into a folder.
 * @returns its path
 */
export async function buildProbe(folder: string): Promise<string> {
  const work = mkdtempSync(join(tmpdir(), "tokeru-build-"));
  try {
    const [bundled, blob, configuration] = ["probe.cjs", "probe.blob", "sea.json"].map((name) =>
      join(work, name),
    );
    if (!bundled || !blob || !configuration) throw new Error("no paths");
    await bundle(bundled);
    writeFileSync(configuration, seaConfiguration(bundled, blob));
    execFileSync(process.execPath, ["--experimental-sea-config", configuration], { stdio: "ignore" });
    mkdirSync(folder, { recursive: true });
    const executable = join(folder, process.platform === "win32" ? "tokeru-probe.exe" : "tokeru-probe");
    copyFileSync(process.execPath, executable);
    chmodSync(executable, 0o755);
    inject(executable, blob);
    return executable;
  } finally {
    rmSync(work, { recursive: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log(await buildProbe(resolve(process.argv[2] ?? join(root, "build"))));
}
