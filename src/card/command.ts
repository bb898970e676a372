/** `tokeru probe` and `tokeru card simulate`. */
import { createInterface } from "node:readline/promises";
import { Option, type Command } from "commander";
import { displayError, displayReaders, displayReport } from "./display.ts";
import { exitCodeHelp, exitCodeOf, exitCodes } from "./exit.ts";
import { CardError, isCardError, type CardReaders } from "./port.ts";
import { reportAddress, sendReport } from "./pair.ts";
import { readerKind } from "./probe.ts";
import type { CardReport } from "./report.ts";
import { chooseReader, readCard } from "./session.ts";
import { SimulatedCard } from "./simulated/card.ts";
import { addSimulationOptions, profileOf, wholeNumber, type SimulationOptions } from "./simulated/options.ts";
import { SimulatedReaders } from "./simulated/reader.ts";
import { watchCards } from "./watch.ts";
import { languages, loadWording, type Language, type Say } from "./wording.ts";

/** What the commands need from outside; each has the ordinary thing as its default. */
export type CardCommandWorld = {
  loadWording: (language: Language) => Promise<Say>;
  openReaders: () => Promise<CardReaders>;
  out: { write: (text: string) => unknown };
  /** Progress, notes and errors. `isTTY`: the progress line can be written over. */
  err: { write: (text: string) => unknown; isTTY?: boolean };
  /** Ends --watch and `card simulate`. */
  signal: AbortSignal;
  /** Waits between two attempts at a card that another program holds. */
  pause: (milliseconds: number) => Promise<void>;
  /** Asks a question that is answered with y or n. */
  confirm: (question: string) => Promise<boolean>;
  setExitCode: (code: number) => void;
  platform: string;
  /** `probe` is what the program does when no command is named. */
  probeIsDefault: boolean;
};

type ProbeOptions = SimulationOptions & {
  json?: boolean;
  list?: boolean;
  reader?: string;
  watch?: boolean;
  pair?: string;
  server?: string;
  yes?: boolean;
  lang: Language;
  simulated?: boolean;
};

type SimulateOptions = SimulationOptions & { lang: Language; host: string; port: number };

/** PC/SC and its foreign-function library are loaded here, when a reader is wanted, and not before. */
async function openSystemReaders(): Promise<CardReaders> {
  const { openPcscReaders } = await import("./pcsc/readers.ts");
  return openPcscReaders();
}

/** No answer, as at the end of a pipe, is no: `question` alone would wait for ever when its input closes. */
async function confirmInTerminal(question: string): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const closed = new Promise<string>((resolve) => lines.once("close", () => resolve("")));
  try {
    const answer = await Promise.race([lines.question(`${question} `), closed]);
    return /^(y|yes|はい)$/i.test(answer.trim());
  } catch {
    return false;
  } finally {
    lines.close();
  }
}

/** Ctrl+C ends a wait in order; a second one ends the program, whatever it waits for. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  const signals = ["SIGINT", "SIGTERM"] as const;
  const abort = () => {
    for (const signal of signals) process.off(signal, abort);
    controller.abort();
  };
  for (const signal of signals) process.on(signal, abort);
  return controller.signal;
}

function worldWith(overrides: Partial<CardCommandWorld>): CardCommandWorld {
  return {
    loadWording: (language) => loadWording(language),
    openReaders: openSystemReaders,
    out: process.stdout,
    err: process.stderr,
    signal: overrides.signal ?? interruption(),
    pause: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    confirm: confirmInTerminal,
    setExitCode: (code) => {
      process.exitCode = code;
    },
    platform: process.platform,
    probeIsDefault: false,
    ...overrides,
  };
}

/** One use of `tokeru probe`: the readers, the wording and where to write. */
class ProbeRun {
  readonly #options: ProbeOptions;
  readonly #world: CardCommandWorld;
  readonly #say: Say;
  readonly #readers: CardReaders;
  #exitCode: number = exitCodes.read;

  constructor(options: ProbeOptions, world: CardCommandWorld, say: Say, readers: CardReaders) {
    this.#options = options;
    this.#world = world;
    this.#say = say;
    this.#readers = readers;
  }

  /** @returns the exit code */
  async run(): Promise<number> {
    if (this.#options.list) await this.#list();
    else if (this.#options.watch) await this.#watch();
    else await this.#readOnce();
    return this.#exitCode;
  }

  async #list(): Promise<void> {
    const readers = await this.#readers.list();
    const rows = readers.map(({ name, card, use }, index) => ({
      number: index + 1,
      reader: readerKind(name),
      card,
      use,
    }));
    this.#world.out.write(
      this.#options.json ? `${JSON.stringify(rows)}\n` : displayReaders(readers, this.#say),
    );
  }

  async #readOnce(): Promise<void> {
    const readers = await this.#readers.list();
    try {
      await this.#read(chooseReader(readers, this.#options.reader).name);
    } catch (error) {
      const isChoice = isCardError(error, "several_cards", "reader_unknown");
      if (isChoice)
        this.#world.err.write(`${displayReaders(readers, this.#say)}${this.#say("probe.choose")}\n`);
      throw error;
    }
  }

  async #watch(): Promise<void> {
    const { reader: wanted } = this.#options;
    this.#note("probe.watch.waiting");
    for await (const event of watchCards(this.#readers, this.#world.signal)) {
      if (event.kind === "no_reader") this.#note("probe.watch.no_reader");
      if (event.kind === "no_service") this.#note("probe.watch.service");
      if (event.kind !== "inserted" || !(await this.#isWanted(event.reader.name, wanted))) continue;
      // A card that cannot be read does not end the wait for the next one.
      await this.#read(event.reader.name).catch((error) => this.#tell(error));
    }
  }

  async #isWanted(name: string, wanted: string | undefined): Promise<boolean> {
    if (wanted === undefined) return true;
    try {
      return chooseReader(await this.#readers.list(), wanted).name === name;
    } catch {
      return false;
    }
  }

  async #read(reader: string): Promise<void> {
    const { err, signal, pause } = this.#world;
    let lineLength = 0;
    const onProgress = (done: number, total: number) => {
      const line = this.#say("probe.progress", { done, total });
      if (err.isTTY) err.write(`\r${line}`);
      else if (done === 0 && !this.#options.json) err.write(`${line}\n`);
      lineLength = line.length;
    };
    try {
      const onBusy = () => this.#note("probe.busy");
      const { report } = await readCard(this.#readers, reader, { onProgress, onBusy, signal, pause });
      if (err.isTTY) err.write(`\r${" ".repeat(lineLength * 2)}\r`);
      this.#show(report);
      if (this.#options.pair !== undefined) await this.#send(this.#options.pair, report);
    } catch (error) {
      if (err.isTTY && lineLength > 0) err.write("\n");
      throw error;
    }
  }

  #show(report: CardReport): void {
    this.#world.out.write(
      this.#options.json ? `${JSON.stringify(report)}\n` : displayReport(report, this.#say),
    );
  }

  /** Shows exactly what will be sent, asks, and sends it. */
  async #send(code: string, report: CardReport): Promise<void> {
    const { err, confirm } = this.#world;
    const address = reportAddress(this.#options.server ?? "");
    if (!address) return;
    err.write(`${this.#say("probe.pair.what", { server: address.origin })}\n`);
    err.write(`${JSON.stringify(report, null, 2)}\n`);
    const isAllowed = this.#options.yes === true || (await confirm(this.#say("probe.pair.ask")));
    const sent = isAllowed ? await sendReport(address, code, report) : "declined";
    this.#note(`probe.pair.${sent}`);
    if (sent !== "accepted") this.#exitCode = exitCodes.notSent;
  }

  #note(id: string): void {
    this.#world.err.write(`${this.#say(id)}\n`);
  }

  #tell(error: unknown): void {
    tell(error, this.#say, this.#world);
  }
}

/** Says what went wrong. @returns the exit code */
function tell(error: unknown, say: Say, { err, platform }: CardCommandWorld): number {
  const known =
    error instanceof CardError ? error : new CardError("unexpected", "not a card's error", nameOf(error));
  err.write(`${displayError(known, say, platform)}\n`);
  return exitCodeOf[known.kind];
}

function nameOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

async function runProbe(options: ProbeOptions, world: CardCommandWorld): Promise<void> {
  const say = await world.loadWording(options.lang);
  // Said before a card is read, so that nobody reads one in vain.
  if (options.pair !== undefined && !reportAddress(options.server ?? "")) {
    world.err.write(`${say("probe.pair.server")}\n`);
    return world.setExitCode(exitCodes.usage);
  }
  let readers: CardReaders | undefined;
  try {
    readers = options.simulated ? simulatedReaders(options) : await world.openReaders();
    world.setExitCode(await new ProbeRun(options, world, say, readers).run());
  } catch (error) {
    world.setExitCode(tell(error, say, world));
  } finally {
    await readers?.close();
  }
}

function simulatedReaders(options: SimulationOptions): SimulatedReaders {
  const { latency = 0 } = options;
  return new SimulatedReaders([new SimulatedCard(profileOf(options))], { latency });
}

async function runSimulate(options: SimulateOptions, world: CardCommandWorld): Promise<void> {
  const { insertIntoVpcd } = await import("./simulated/vpcd.ts");
  const say = await world.loadWording(options.lang);
  const { host, port, latency = 0 } = options;
  try {
    const inserted = await insertIntoVpcd(new SimulatedCard(profileOf(options)), { host, port, latency });
    world.out.write(`${say("probe.simulate.inserted", { host, port: String(port) })}\n`);
    world.signal.addEventListener("abort", inserted.remove);
    if (world.signal.aborted) inserted.remove();
    await inserted.removed;
    world.out.write(`${say("probe.simulate.removed")}\n`);
  } catch {
    world.err.write(`${say("probe.simulate.unreachable", { host, port: String(port) })}\n`);
    world.setExitCode(exitCodes.noService);
  }
}

function languageOption(): Option {
  return new Option("--lang <language>", "language of the screen").choices(languages).default("ja");
}

/** Wrong options end with their own exit code; help ends with 0. */
function withUsageExitCode(command: Command): void {
  command.exitOverride((error) => process.exit(error.exitCode === 0 ? exitCodes.read : exitCodes.usage));
}

/**
 * Adds `probe` and `card simulate` to a program. Both set the process's exit code and never throw; wrong
 * options end the process, as commander does.
 * @param overrides for tests and for programs that bring their own wording or readers
 */
export function addCardCommands(program: Command, overrides: Partial<CardCommandWorld> = {}): void {
  let made: CardCommandWorld | undefined;
  const world = () => (made ??= worldWith(overrides));

  const probe = program
    .command("probe", { isDefault: overrides.probeIsDefault ?? false })
    .description("read from a card how many tries every PIN has left; needs no PIN and uses up no try")
    .option("--json", "print the report as one line of JSON")
    .option("--list", "list the card readers")
    .option("--reader <name|number>", "the reader to use, by its number in --list or its name")
    .option("--watch", "wait for cards and read each once when it is inserted")
    .option("--pair <code>", "send the report to the conversation that shows this code; needs --server")
    .option("--server <url>", "the server of that conversation: https, or http to this computer")
    .option("--yes", "send without asking")
    .addOption(languageOption())
    .option("--simulated", "read a simulated card instead; the options below describe it")
    .addHelpText("after", `\n${exitCodeHelp}`);
  addSimulationOptions(probe).action((options: ProbeOptions) => runProbe(options, world()));
  withUsageExitCode(probe);

  const simulate = program
    .command("card")
    .description("simulated cards for trials and demonstrations")
    .command("simulate")
    .description("put a simulated card into the virtual reader of vsmartcard (vpcd)")
    .option("--host <host>", "where vpcd listens", "127.0.0.1")
    .option("--port <port>", "vpcd's port; 35964 is its second reader", wholeNumber(65535), 35963)
    .addOption(languageOption());
  addSimulationOptions(simulate).action((options: SimulateOptions) => runSimulate(options, world()));
  withUsageExitCode(simulate);
}
