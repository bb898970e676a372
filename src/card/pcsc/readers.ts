/** Readers of this system through its PC/SC service. */
import type { PermittedCommand } from "../guard.ts";
import { CardError, isCardError, type CardConnection, type CardReaders, type ReaderStatus } from "../port.ts";
import { abiOf, type PcscAbi } from "./abi.ts";
import * as codes from "./codes.ts";
import {
  loadLibrary,
  type Handle,
  type PcscLibrary,
  type ProtocolHeader,
  type ReaderState,
} from "./library.ts";

/** A card answers within a second or two; a reader that takes longer than this has failed. */
const COMMAND_TIMEOUT_MS = 10_000;
/** A wait for changes begins anew after this long, to notice readers that came in between. */
const WAIT_MS = 5000;
const WAIT_WITHOUT_NOTIFICATION_MS = 1000;
const READER_NOTIFICATION = "\\\\?PnP?\\Notification";

/** Gives up on a call that does not return. The call itself cannot be taken back. */
function inTime<T>(call: string, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const expire = () =>
      reject(new CardError("timeout", `${call} took longer than ${COMMAND_TIMEOUT_MS} ms`));
    const timer = setTimeout(expire, COMMAND_TIMEOUT_MS);
    const settle =
      <V>(done: (value: V) => void) =>
      (value: V) => {
        clearTimeout(timer);
        done(value);
      };
    work.then(settle(resolve), settle(reject));
  });
}

function isSame(a: readonly ReaderStatus[], b: readonly ReaderStatus[]): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

class PcscConnection implements CardConnection {
  readonly #library: PcscLibrary;
  readonly #card: Handle;
  readonly #header: ProtocolHeader;

  constructor(library: PcscLibrary, card: Handle, header: ProtocolHeader) {
    this.#library = library;
    this.#card = card;
    this.#header = header;
  }

  async transmit(command: PermittedCommand): Promise<Uint8Array> {
    const call = "SCardTransmit";
    const { code, answer } = await inTime(call, this.#library.transmit(this.#card, this.#header, command));
    if (code !== codes.SUCCESS) throw codes.errorOf(call, code);
    return answer;
  }

  async disconnect(how: "leave" | "reset"): Promise<void> {
    await inTime("SCardDisconnect", this.#library.disconnect(this.#card, codes.dispositions[how])).catch(
      () => {},
    );
  }
}

class PcscReaders implements CardReaders {
  readonly #library: PcscLibrary;
  readonly #abi: PcscAbi;
  #context: Handle | undefined;

  constructor(library: PcscLibrary, abi: PcscAbi) {
    this.#library = library;
    this.#abi = abi;
  }

  async list(): Promise<ReaderStatus[]> {
    const states = await this.#states();
    return states.map(({ reader, currentState }) => codes.statusOf(reader, currentState));
  }

  async change(known: readonly ReaderStatus[], signal: AbortSignal): Promise<readonly ReaderStatus[]> {
    while (!signal.aborted) {
      const states = await this.#states();
      const now = states.map(({ reader, currentState }) => codes.statusOf(reader, currentState));
      if (!isSame(now, known)) return now;
      await this.#waitForDifference(states, signal);
    }
    return known;
  }

  async connect(reader: string): Promise<CardConnection> {
    // Asked first, because SCardConnect does not return while another program's transaction lasts.
    const [state] = await this.#statesOf([reader]);
    const isFree = state && codes.statusOf(reader, state.currentState).use === "free";
    if (!isFree) throw new CardError("card_busy", "another program is connected to the card");
    const { card, protocol } = await this.#connectExclusive(reader);
    const header = codes.protocolHeaders.get(protocol);
    if (!header) throw new CardError("unexpected", "SCardConnect: unknown protocol", String(protocol));
    return new PcscConnection(this.#library, card, this.#library.protocolHeader(header));
  }

  async close(): Promise<void> {
    const context = this.#context;
    this.#context = undefined;
    if (context !== undefined)
      await inTime("SCardReleaseContext", this.#library.releaseContext(context)).catch(() => {});
  }

  async #connectExclusive(reader: string): Promise<{ card: Handle; protocol: number }> {
    const context = await this.#establish();
    const call = "SCardConnect";
    const connecting = this.#library.connect(context, reader, codes.SHARE_EXCLUSIVE, codes.PROTOCOL_T0_OR_T1);
    try {
      const { code, card, protocol } = await inTime(call, connecting);
      await this.#check(call, code);
      return { card, protocol };
    } catch (error) {
      if (isCardError(error, "timeout")) void this.#giveBack(connecting);
      throw error;
    }
  }

  /** A connection that comes after the time is up would keep the card from everyone. */
  async #giveBack(connecting: Promise<{ code: number; card: Handle }>): Promise<void> {
    const { code, card } = await connecting;
    if (code === codes.SUCCESS) await this.#library.disconnect(card, codes.dispositions.leave);
  }

  async #establish(): Promise<Handle> {
    if (this.#context !== undefined) return this.#context;
    const call = "SCardEstablishContext";
    const { code, context } = await inTime(call, this.#library.establishContext(codes.SCOPE_SYSTEM));
    if (code !== codes.SUCCESS) throw codes.errorOf(call, code);
    this.#context = context;
    return context;
  }

  /** Throws for anything but success. A context of a service that is gone is worth nothing: next time a new one. */
  async #check(call: string, code: number): Promise<void> {
    if (code === codes.SUCCESS) return;
    const error = codes.errorOf(call, code);
    if (error.kind === "no_service") await this.close();
    throw error;
  }

  /** All readers with their state now. */
  async #states(): Promise<ReaderState[]> {
    const context = await this.#establish();
    const { code, names } = await inTime("SCardListReaders", this.#library.listReaders(context));
    if (code === codes.SCARD_E_NO_READERS_AVAILABLE) return [];
    await this.#check("SCardListReaders", code);
    return this.#statesOf(names);
  }

  /** These readers with their state now, asked without waiting. */
  async #statesOf(names: readonly string[]): Promise<ReaderState[]> {
    if (names.length === 0) return [];
    const context = await this.#establish();
    const call = "SCardGetStatusChange";
    const unaware = names.map((reader): ReaderState => ({ reader, currentState: 0 }));
    const { code, eventStates } = await inTime(call, this.#library.getStatusChange(context, 0, unaware));
    await this.#check(call, code);
    return unaware.map(({ reader }, index) => ({
      reader,
      currentState: codes.withoutChanged(eventStates[index] ?? 0),
    }));
  }

  async #waitForDifference(states: readonly ReaderState[], signal: AbortSignal): Promise<void> {
    const context = await this.#establish();
    const { hasReaderNotification } = this.#abi;
    // The upper half of this state is the number of readers known.
    const notification = { reader: READER_NOTIFICATION, currentState: (states.length << 16) >>> 0 };
    const watched = hasReaderNotification ? [...states, notification] : states;
    const timeout = hasReaderNotification ? WAIT_MS : WAIT_WITHOUT_NOTIFICATION_MS;
    if (watched.length === 0) return sleep(timeout, signal);
    const cancel = () => void this.#library.cancel(context);
    signal.addEventListener("abort", cancel, { once: true });
    try {
      const { code } = await inTime(
        "SCardGetStatusChange",
        this.#library.getStatusChange(context, timeout, watched),
      );
      const isOrdinary = code === codes.SCARD_E_TIMEOUT || code === codes.SCARD_E_CANCELLED;
      if (!isOrdinary) await this.#check("SCardGetStatusChange", code);
    } finally {
      signal.removeEventListener("abort", cancel);
    }
  }
}

function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener("abort", done);
  });
}

/**
 * Opens this system's PC/SC service; koffi and the library are loaded now and not before.
 * @throws CardError no_binding, no_library; no_service comes with the first use
 */
export async function openPcscReaders(platform: string = process.platform): Promise<CardReaders> {
  const abi = abiOf(platform);
  if (!abi) throw new CardError("no_library", `PC/SC on ${platform} is not known`);
  return new PcscReaders(await loadLibrary(abi), abi);
}
