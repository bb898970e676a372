import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildProbe } from "../../scripts/build-probe.ts";
import { exitCodeOf } from "../../src/card/exit.ts";
import { openPcscReaders } from "../../src/card/pcsc/readers.ts";
import { parseReport } from "../../src/card/report.ts";
import { Pcscd, skipNote, untilReaders, whyNoPcscd } from "./pcscd.ts";

const run = promisify(execFile);

function whyNoExecutable(): string | undefined {
  try {
    createRequire(import.meta.url).resolve("postject/dist/cli.js");
    return undefined;
  } catch {
    return "postject is not installed: npm ci";
  }
}

const reason = whyNoExecutable();
const reasonOverPcscd = reason ?? whyNoPcscd();

describe.skipIf(reason !== undefined)(`the single executable${skipNote(reason)}`, { timeout: 60_000 }, () => {
  let folder: string;
  let executable: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "tokeru-executable-"));
    executable = await buildProbe(folder);
  }, 120_000);
  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  /** Runs it as on a PC that has neither Node nor this project. */
  const probe = (args: string[], env: NodeJS.ProcessEnv = {}) =>
    run(executable, args, { cwd: folder, env: { TMPDIR: folder, ...env }, timeout: 20_000 });

  it("reads a simulated card, in every language, with nothing else on the machine", async () => {
    const { stdout } = await probe(["--simulated", "--json", "--left", "user_pin=1"]);
    expect(parseReport(stdout)).toHaveProperty("report.counters.user_pin.left", 1);
    for (const [language, words] of [
      ["ja", "使うところ"],
      ["ja-simple", "使(つか)う"],
      ["en", "Used for"],
    ] as const) {
      expect((await probe(["probe", "--simulated", "--lang", language])).stdout).toContain(words);
    }
  });

  it("brings its own part for readers and leaves no file of it behind", async () => {
    const nowhere = { PCSCLITE_CSOCK_NAME: join(folder, "no-service") };
    const failed = await probe(["--list", "--lang", "en"], nowhere).catch((error) => error);
    // On a machine without the PC/SC library it says that instead; both are the system's, not koffi's absence.
    expect(failed.code).toBe(exitCodeOf.no_service);
    expect(failed.stderr).not.toContain("koffi");
    expect((await readdir(folder)).filter((name) => name.startsWith("tokeru-koffi"))).toEqual([]);
  });

  describe.skipIf(reasonOverPcscd !== undefined)(`over pcscd${skipNote(reasonOverPcscd)}`, () => {
    let pcscd: Pcscd;
    beforeAll(async () => {
      pcscd = await Pcscd.start();
    }, 20_000);
    afterAll(async () => {
      await pcscd.stop();
    });

    it("reads a card", async () => {
      const card = pcscd.card();
      await card.insert({ left: { code_b: 0 } });
      const readers = await openPcscReaders();
      await untilReaders(readers, ([first]) => first?.card === "present");
      await readers.close();
      const { stdout } = await probe(["--json"], { PCSCLITE_CSOCK_NAME: process.env.PCSCLITE_CSOCK_NAME });
      expect(parseReport(stdout)).toMatchObject({
        report: { reader: "Virtual PCD 00 00", counters: { code_b: { left: 0, state: "blocked" } } },
      });
      expect(await card.dangerous()).toEqual([]);
    });
  });
});
