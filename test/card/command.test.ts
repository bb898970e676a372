import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { describe, expect, it } from "vitest";
import { addCardCommands } from "../../src/card/command.ts";
import { CardError, cardErrorKinds, type CardErrorKind, type CardReaders } from "../../src/card/port.ts";
import { parseReport } from "../../src/card/report.ts";
import { exitCodeOf } from "../../src/card/exit.ts";
import { SimulatedCard } from "../../src/card/simulated/card.ts";
import { SimulatedReaders, type SimulatedReadersOptions } from "../../src/card/simulated/reader.ts";

function start(readers: CardReaders | CardError, args: string[]) {
  const abort = new AbortController();
  const output = { out: "", err: "", code: undefined as number | undefined };
  const program = new Command("tokeru");
  addCardCommands(program, {
    openReaders: async () => {
      if (readers instanceof CardError) throw readers;
      return readers;
    },
    out: { write: (text) => (output.out += text) },
    err: { write: (text) => (output.err += text) },
    signal: abort.signal,
    pause: async () => {},
    setExitCode: (code) => (output.code = code),
    platform: "linux",
  });
  const done = program.parseAsync(["probe", ...args], { from: "user" });
  return { output, stop: () => abort.abort(), done };
}

async function run(readers: CardReaders | CardError, ...args: string[]) {
  const { output, done } = start(readers, args);
  await done;
  return output;
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

const main = fileURLToPath(new URL("main.ts", import.meta.url));
const cli = (...args: string[]) => spawnSync(process.execPath, [main, ...args], { encoding: "utf8" });

describe("tokeru probe", { timeout: 60_000 }, () => {
  it("prints one line of JSON and nothing else with --json", async () => {
    const { out, err, code } = await run(new SimulatedReaders([new SimulatedCard()]), "--json");
    expect(out.trimEnd().split("\n")).toHaveLength(1);
    expect(parseReport(out)).toHaveProperty("report.counters.user_pin.left", 3);
    expect(err).toBe("");
    expect(code).toBe(0);
  });

  it("prints a table and a progress line without it", async () => {
    const { out, err, code } = await run(
      new SimulatedReaders([new SimulatedCard({ left: { user_pin: 1 } })]),
      "--lang",
      "en",
    );
    expect(out).toContain("Stop. One more mistake locks it.");
    expect(err).toContain("Reading the card");
    expect(code).toBe(0);
  });

  it("lists the readers, for people and as JSON", async () => {
    const readers = new SimulatedReaders([null, new SimulatedCard()]);
    expect((await run(readers, "--list")).out).toContain("2  Simulated Reader 01  カードあり");
    expect(JSON.parse((await run(readers, "--list", "--json")).out)).toEqual([
      { number: 1, reader: "Simulated Reader 00", card: "none", use: "free" },
      { number: 2, reader: "Simulated Reader 01", card: "present", use: "free" },
    ]);
  });

  it("asks the person to choose where two readers have cards, and takes a number, a name or a part of it", async () => {
    const two = () =>
      new SimulatedReaders([new SimulatedCard(), new SimulatedCard({ left: { user_pin: 2 } })]);
    const { code, err, out } = await run(two());
    expect([code, out]).toEqual([8, ""]);
    expect(err).toContain("2  Simulated Reader 01");
    for (const wanted of ["2", "Simulated Reader 01", "er 01"]) {
      expect(parseReport((await run(two(), "--json", "--reader", wanted)).out)).toHaveProperty(
        "report.counters.user_pin.left",
        2,
      );
    }
    expect((await run(two(), "--reader", "Simulated")).code).toBe(4);
    expect((await run(two(), "--reader", "3")).code).toBe(4);
  });

  it.each(["no_card", "card_removed", "card_busy", "not_my_number_card", "no_reader"] as const)(
    "has its own words and exit code for %s",
    async (kind) => {
      const situations: Record<typeof kind, SimulatedReaders> = {
        no_card: new SimulatedReaders([null]),
        card_removed: new SimulatedReaders([new SimulatedCard()], {
          pullAtCommand: 9,
        } satisfies SimulatedReadersOptions),
        card_busy: new SimulatedReaders([new SimulatedCard()]),
        not_my_number_card: new SimulatedReaders([new SimulatedCard({ missing: ["jpki"] })]),
        no_reader: new SimulatedReaders([]),
      };
      const readers = situations[kind];
      if (kind === "card_busy") readers.setUse("shared");
      const { out, err, code } = await run(readers, "--json");
      expect(out).toBe("");
      expect(err.trim()).not.toBe("");
      expect(code).toBe(exitCodeOf[kind]);
    },
  );

  it("ends every kind of error with a documented exit code, in words for this system", async () => {
    for (const kind of cardErrorKinds) {
      const { code, err, out } = await run(new CardError(kind, "test", "0x8010002F"));
      expect([code, out]).toEqual([exitCodeOf[kind], ""]);
      expect(err).not.toMatch(/undefined|\{|Error/);
    }
    const busy: CardErrorKind = "card_busy";
    expect((await run(new CardError(busy, "test"), "--lang", "en")).err).toContain("scdaemon");
  });

  it("reads once an insertion with --watch, and goes on after a card that cannot be read", async () => {
    const readers = new SimulatedReaders([null]);
    const { output, stop, done } = start(readers, ["--watch", "--json"]);
    const lines = () => output.out.split("\n").length - 1;
    await until(() => output.err.includes("置いて"));
    readers.insert(new SimulatedCard({ left: { user_pin: 2 } }));
    await until(() => lines() === 1);
    readers.setUse("shared");
    readers.setUse("free");
    readers.remove();
    readers.insert(new SimulatedCard({ missing: ["jpki"] }));
    await until(() => output.err.includes("マイナンバーカードではありません"));
    readers.remove();
    readers.insert(new SimulatedCard({ left: { user_pin: 1 } }));
    await until(() => lines() === 2);
    stop();
    await done;
    const left = output.out
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line).counters.user_pin.left);
    expect(left).toEqual([2, 1]);
    expect(output.code).toBe(0);
  });

  it("reads a simulated card that the options describe", () => {
    const args = [
      "--blocked",
      "code_b@card_face",
      "--left",
      "user_pin=1",
      "--verified",
      "kenmen_pin",
      "--kind",
      "child",
    ];
    const { stdout, status } = cli("probe", "--simulated", "--json", "--blocked-answer", "6984", ...args);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      sign_cert_present: false,
      counters: {
        code_b: { left: 0, state: "blocked", sw: "6984" },
        user_pin: { left: 1 },
        kenmen_pin: { left: null, state: "verified_elsewhere" },
      },
    });
  });

  it("ends with 2 for wrong options and with 0 for help, which lists the exit codes", () => {
    expect(cli("probe", "--nonsense").status).toBe(2);
    expect(cli("probe", "--simulated", "--left", "user_pin=99").status).toBe(2);
    expect(cli("probe", "--simulated", "--blocked", "0000").status).toBe(2);
    const help = cli("probe", "--help");
    expect(help.status).toBe(0);
    expect(help.stdout).toContain("8  more than one reader");
  });

  it("does not send what nobody said yes to: a closed input, an empty one, a no", () => {
    const pair = ["probe", "--simulated", "--pair", "ABCDEFGH", "--server", "http://127.0.0.1:9"];
    const command = [main, ...pair, "--lang", "en"];
    const closed = spawnSync(process.execPath, command, {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
    const empty = spawnSync(process.execPath, command, { encoding: "utf8", input: "" });
    const no = spawnSync(process.execPath, command, { encoding: "utf8", input: "n\n" });
    for (const { status, stderr } of [closed, empty, no]) {
      expect(stderr).toContain("Not sent.");
      expect(stderr).not.toContain("unsettled");
      expect(status).toBe(9);
    }
  });

  it.each(["https://tokeru.example.jp/city", "https://tokeru.example.jp/?a", "http://tokeru.example.jp", ""])(
    "reads no card for a server that it will not send to: %s",
    async (server) => {
      const card = new SimulatedCard();
      const args = ["--pair", "ABCDEFGH", "--server", server, "--lang", "en"];
      const { err, code } = await run(new SimulatedReaders([card]), ...args);
      expect(err).toContain("without a path");
      expect([code, card.received]).toEqual([2, 0]);
    },
  );

  it("shows nothing that says whose card it is", async () => {
    const card = new SimulatedCard();
    for (const args of [["--json"], ["--lang", "ja"], ["--lang", "en"], ["--list"]]) {
      const { out, err } = await run(new SimulatedReaders([card]), ...args);
      expect(out + err).not.toMatch(/3BE000FF|TEST USER|MII|3082|01020304/);
    }
  });
});

describe("tokeru card simulate", { timeout: 60_000 }, () => {
  it("says what to do where no virtual reader listens", () => {
    const { status, stderr } = cli("card", "simulate", "--port", "1", "--lang", "en");
    expect(status).toBe(3);
    expect(stderr).toContain("vsmartcard-vpcd");
  });
});
