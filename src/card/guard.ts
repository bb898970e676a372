/**
 * The guard: the only way from Tokeru to a card. Whoever wants to know what the probe can do to a card
 * needs to read this page and the tables it imports (applications.ts), and nothing else.
 *
 * What it holds:
 *  1. The allowlist is finite and complete: it contains every command that can be sent, byte for byte. It
 *     is built once, from frozen tables, whole commands, no patterns. What is exported is a frozen copy.
 *  2. A command cannot carry a PIN. The one VERIFY in the list is the four bytes 00 20 00 80: no length,
 *     no data. With no data, the card answers how many tries are left and counts nothing
 *     (JICSAP 2.0 part 6, 6.4.9; OpenSC sends the same).
 *  3. Nobody outside this file can make a command, when the program is compiled or when it runs: readers
 *     take a `PermittedCommand`, whose bytes are private, whose class cannot be reached from its objects,
 *     and whose constructor wants a token of this file and a command of the list. No function takes bytes.
 *  4. The VERIFY goes out only as the next command after a successful SELECT of that counter's file in
 *     this connection, because the card applies it to the file selected last. So a connection has one guard
 *     in its life, the guard takes one question at a time, and after a failed command it asks nothing more.
 *  5. `leave` selects the 公的個人認証AP anew, so that no file stays selected: a PIN that another program
 *     sends without selecting its file is then refused (6986) instead of counted against a wrong secret.
 *
 * What it cannot hold: a program in the same process that calls the PC/SC library itself, or replaces what
 * JavaScript is made of, needs no guard to talk to the card.
 */
import {
  applicationIds,
  applications,
  counterFiles,
  readableFiles,
  type ApplicationId,
  type CounterFile,
  type ReadableFile,
  type ReadableFileId,
} from "./applications.ts";
import { fromHex, toHex } from "./hex.ts";
import { CardError, type CardConnection } from "./port.ts";
import { readQueryStatus, readSelectStatus, type Reading } from "./status.ts";

const hexByte = (value: number) => value.toString(16).toUpperCase().padStart(2, "0");
const hexWord = (value: number) => value.toString(16).toUpperCase().padStart(4, "0");

/** SELECT an application by its full AID, no answer data wanted. */
function selectApplicationCommand(application: ApplicationId): string {
  const { aid } = applications[application];
  return `00A4040C${hexByte(aid.length / 2)}${aid}`;
}

/** SELECT a file of the current application, no answer data wanted. */
function selectFileCommand({ ef }: { ef: string }): string {
  return `00A4020C02${ef}`;
}

/** VERIFY without data: "how many tries are left?" for the file selected last. */
const queryTriesCommand = "00200080";

/** READ BINARY of one chunk; a length of 256 is written 00. */
function readCommand({ chunk }: ReadableFile, index: number): string {
  return `00B0${hexWord(index * chunk)}${hexByte(chunk & 0xff)}`;
}

/** Every command that can ever be sent, in hex. Not exported: a Set can be added to. */
const allowed: ReadonlySet<string> = new Set([
  ...applicationIds.map(selectApplicationCommand),
  ...counterFiles.map(selectFileCommand),
  ...Object.values(readableFiles).map(selectFileCommand),
  queryTriesCommand,
  ...Object.values(readableFiles).flatMap((file) =>
    Array.from({ length: file.chunks }, (_, index) => readCommand(file, index)),
  ),
]);

/** The same list, to look at. */
export const allowlist: readonly string[] = Object.freeze([...allowed]);

/** True if exactly these bytes are on the allowlist. It judges, it sends nothing. */
export function isAllowed(command: Uint8Array): boolean {
  return allowed.has(toHex(command));
}

/** A mistake in the program: it asked the guard for something it does not do. */
export class GuardError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "GuardError";
  }
}

/** Known to this file alone. */
const token = Symbol("guard");

/** A command that passed the guard. Other files know the type, and cannot make one. */
class PermittedCommand {
  readonly #hex: string;

  constructor(given: symbol, hex: string) {
    if (given !== token || !allowed.has(hex)) throw new GuardError("command is not on the allowlist");
    this.#hex = hex;
    Object.freeze(this);
  }

  /** Bytes of their own for every caller. Throws TypeError for an object that only looks like a command. */
  static bytesOf(command: PermittedCommand): Uint8Array {
    return fromHex(command.#hex);
  }

  static {
    Reflect.deleteProperty(PermittedCommand.prototype, "constructor");
    Object.freeze(PermittedCommand.prototype);
  }
}

export type { PermittedCommand };

/** For readers: the bytes of a command that passed the guard. */
export const bytesOf: (command: PermittedCommand) => Uint8Array = PermittedCommand.bytesOf;

/** All commands there are, made once. */
const commands: ReadonlyMap<string, PermittedCommand> = new Map(
  allowlist.map((hex) => [hex, new PermittedCommand(token, hex)]),
);

function permittedCommand(hex: string): PermittedCommand {
  const command = commands.get(hex);
  if (!command) throw new GuardError("command is not on the allowlist");
  return command;
}

type Answer = { data: Uint8Array; sw: string };

const SUCCESS = "9000";

/** Connections that have a guard: a second one could select another file between the first one's two commands. */
const guarded = new WeakSet<CardConnection>();

/** A card as the probe sees it: three questions and a goodbye. One question at a time. */
export class GuardedCard {
  readonly #connection: CardConnection;
  #application: ApplicationId | undefined;
  #busy = false;
  /** A command went out and was not answered: nobody knows what is selected now. */
  #unanswered = false;
  #sent = 0;

  /** @throws GuardError where the connection has, or had, another guard */
  constructor(connection: CardConnection) {
    if (guarded.has(connection)) throw new GuardError("this connection has a guard: connect anew");
    guarded.add(connection);
    this.#connection = connection;
  }

  /** Commands sent so far. */
  get sent(): number {
    return this.#sent;
  }

  /** Selects an application. @returns the card's status word @throws CardError, GuardError */
  async selectApplication(application: ApplicationId): Promise<string> {
    return this.#alone(async () => {
      this.#application = undefined;
      const { sw } = await this.#send(selectApplicationCommand(application));
      if (sw === SUCCESS) this.#application = application;
      return sw;
    });
  }

  /** Asks how many tries a counter of the current application has left. @throws CardError, GuardError */
  async askTries(file: CounterFile): Promise<Reading> {
    if (!counterFiles.includes(file)) throw new GuardError("not a counter of the table");
    return this.#alone(async () => {
      const selected = await this.#selectFile(file);
      if (selected !== SUCCESS) return readSelectStatus(selected);
      const { sw } = await this.#send(queryTriesCommand);
      return readQueryStatus(sw);
    });
  }

  /**
   * Reads a file of the current application, chunk after chunk, until `isEnough` or its end.
   * @returns what was read; empty where the file cannot be selected or read
   * @throws CardError, GuardError
   */
  async readFile(id: ReadableFileId, isEnough: (bytes: Uint8Array) => boolean): Promise<Uint8Array> {
    const file: ReadableFile = readableFiles[id];
    return this.#alone(async () => {
      let bytes = new Uint8Array();
      if ((await this.#selectFile(file)) !== SUCCESS) return bytes;
      for (let index = 0; index < file.chunks; index++) {
        const { data, sw } = await this.#send(readCommand(file, index));
        if (sw !== SUCCESS) break;
        bytes = Uint8Array.of(...bytes, ...data);
        if (data.length < file.chunk || isEnough(bytes)) break;
      }
      return bytes;
    });
  }

  /**
   * Leaves no file selected. @returns how to disconnect: `reset` if the card did not do as asked.
   * @throws CardError
   */
  async leave(): Promise<"leave" | "reset"> {
    return (await this.selectApplication("jpki")) === SUCCESS ? "leave" : "reset";
  }

  async #selectFile(file: { application: ApplicationId; ef: string }): Promise<string> {
    if (this.#application !== file.application) throw new GuardError(`select ${file.application} first`);
    return (await this.#send(selectFileCommand(file))).sw;
  }

  /** Nothing may come between the SELECT of a file and the question about it. */
  async #alone<T>(ask: () => Promise<T>): Promise<T> {
    if (this.#busy) throw new GuardError("one question at a time");
    this.#busy = true;
    try {
      return await ask();
    } finally {
      this.#busy = false;
    }
  }

  async #send(hex: string): Promise<Answer> {
    if (this.#unanswered) throw new GuardError("a command failed: connect anew");
    const command = permittedCommand(hex);
    this.#sent++;
    this.#unanswered = true;
    const answer = await this.#connection.transmit(command);
    // A driver may report success with nothing in it when the card is pulled out (vpcd 3.3 does).
    if (answer.length < 2) throw new CardError("card_removed", "the card gave no answer");
    this.#unanswered = false;
    return { data: answer.subarray(0, -2), sw: toHex(answer.subarray(-2)) };
  }
}
