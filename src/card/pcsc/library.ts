/**
 * The system's PC/SC library through koffi, with types: every function answers a promise of its return
 * code and runs on a worker thread, so that a slow card never stops the program.
 */
import type * as koffiModule from "koffi";
import { bytesOf, type PermittedCommand } from "../guard.ts";
import { CardError } from "../port.ts";
import type { PcscAbi } from "./abi.ts";

type Koffi = typeof koffiModule;
type CType = Parameters<Koffi["sizeof"]>[0];

/** A context or card handle: opaque, passed back as it came. */
export type Handle = number | bigint;

/** Address of an SCARD_IO_REQUEST in the library; its layout, which differs by system, does not matter here. */
export type ProtocolHeader = unknown;

export type ReaderState = { reader: string; currentState: number };
type NativeReaderState = {
  szReader: string;
  pvUserData: null;
  dwCurrentState: number;
  dwEventState: number;
  cbAtr: number;
  rgbAtr: number[];
};

type Native = { async: (...args: unknown[]) => void };

/** The nine functions the probe uses. Numbers are return codes as unsigned 32-bit values. */
export type PcscLibrary = {
  /** The library's constant of this name for a protocol, to be passed to `transmit`. */
  protocolHeader(name: string): ProtocolHeader;
  establishContext(scope: number): Promise<{ code: number; context: Handle }>;
  releaseContext(context: Handle): Promise<number>;
  listReaders(context: Handle): Promise<{ code: number; names: string[] }>;
  /** Event states in the order of `states`. Waits at most `timeout` milliseconds for one to differ. */
  getStatusChange(
    context: Handle,
    timeout: number,
    states: readonly ReaderState[],
  ): Promise<{ code: number; eventStates: number[] }>;
  cancel(context: Handle): Promise<number>;
  connect(
    context: Handle,
    reader: string,
    share: number,
    protocols: number,
  ): Promise<{ code: number; card: Handle; protocol: number }>;
  transmit(
    card: Handle,
    header: ProtocolHeader,
    command: PermittedCommand,
  ): Promise<{ code: number; answer: Uint8Array }>;
  disconnect(card: Handle, disposition: number): Promise<number>;
};

/** Longest answer to a short command: 256 bytes of data and two status bytes. */
const ANSWER_LENGTH = 258;

/** The C types of one system's PC/SC. */
export function typesOf(koffi: Koffi, abi: PcscAbi) {
  const makeStruct = abi.packed ? koffi.pack : koffi.struct;
  const readerState = makeStruct({
    szReader: abi.text,
    pvUserData: "void *",
    dwCurrentState: abi.dword,
    dwEventState: abi.dword,
    cbAtr: abi.dword,
    rgbAtr: koffi.array("uint8", abi.atrLength),
  });
  return { dword: koffi.type(abi.dword), handle: koffi.type(abi.handle), readerState };
}

async function importKoffi(): Promise<Koffi> {
  try {
    return await import("koffi");
  } catch (error) {
    throw new CardError("no_binding", `koffi cannot be loaded: ${String(error)}`);
  }
}

function openLibrary(koffi: Koffi, names: readonly string[]) {
  const failures: string[] = [];
  for (const name of names) {
    try {
      return koffi.load(name);
    } catch (error) {
      failures.push(String(error));
    }
  }
  throw new CardError("no_library", `PC/SC library cannot be loaded: ${failures.join("; ")}`);
}

/** Return codes are LONG: negative where that has 32 bits. */
function call(native: Native, ...args: unknown[]): Promise<number> {
  return new Promise((resolve, reject) => {
    native.async(...args, (error: unknown, code: number | bigint) => {
      if (error) reject(error);
      else resolve(Number(BigInt.asUintN(32, BigInt(code))));
    });
  });
}

/** Cuts a multi-string: names that end with NUL, and one more NUL. */
function namesIn(bytes: Uint8Array, encoding: string): string[] {
  return new TextDecoder(encoding)
    .decode(bytes)
    .split("\0")
    .filter((name) => name !== "");
}

/**
 * Loads koffi and the PC/SC library.
 * @throws CardError no_binding, no_library
 */
export async function loadLibrary(abi: PcscAbi): Promise<PcscLibrary> {
  const koffi = await importKoffi();
  const library = openLibrary(koffi, abi.libraries);
  const { readerState } = typesOf(koffi, abi);
  const { dword, handle, text, suffix } = abi;
  const pointer = "void *";
  const bytes = "uint8 *";
  const out = (type: CType) => koffi.out(koffi.pointer(type));
  const inout = (type: CType) => koffi.inout(koffi.pointer(type));
  const define = (name: string, ...types: CType[]): Native => library.func(name, abi.result, types);

  const establishContext = define("SCardEstablishContext", dword, pointer, pointer, out(handle));
  const releaseContext = define("SCardReleaseContext", handle);
  const listReaders = define(`SCardListReaders${suffix}`, handle, pointer, bytes, inout(dword));
  const getStatusChange = define(`SCardGetStatusChange${suffix}`, handle, dword, inout(readerState), dword);
  const cancel = define("SCardCancel", handle);
  const connect = define(`SCardConnect${suffix}`, handle, text, dword, dword, out(handle), out(dword));
  const transmit = define("SCardTransmit", handle, pointer, bytes, dword, pointer, bytes, inout(dword));
  const disconnect = define("SCardDisconnect", handle, dword);

  return {
    protocolHeader: (name) => library.symbol(name),
    async establishContext(scope) {
      const context: [Handle] = [0];
      const code = await call(establishContext, scope, null, null, context);
      return { code, context: context[0] };
    },
    releaseContext: (context) => call(releaseContext, context),
    async listReaders(context) {
      const length: [number] = [0];
      const sized = await call(listReaders, context, null, null, length);
      if (sized !== 0) return { code: sized, names: [] };
      // Length counts characters, of which a wide one has two bytes; room for readers that just arrived.
      const buffer = new Uint8Array((length[0] + 1024) * 2);
      const written: [number] = [buffer.length / 2];
      const code = await call(listReaders, context, null, buffer, written);
      const width = abi.encoding === "utf-16le" ? 2 : 1;
      return { code, names: namesIn(buffer.subarray(0, written[0] * width), abi.encoding) };
    },
    async getStatusChange(context, timeout, states) {
      const native = states.map(({ reader, currentState }): NativeReaderState => ({
        szReader: reader,
        pvUserData: null,
        dwCurrentState: currentState,
        dwEventState: 0,
        cbAtr: 0,
        rgbAtr: Array.from({ length: abi.atrLength }, () => 0),
      }));
      const code = await call(getStatusChange, context, timeout, native, native.length);
      return { code, eventStates: native.map(({ dwEventState }) => dwEventState) };
    },
    cancel: (context) => call(cancel, context),
    async connect(context, reader, share, protocols) {
      const card: [Handle] = [0];
      const protocol: [number] = [0];
      const code = await call(connect, context, reader, share, protocols, card, protocol);
      return { code, card: card[0], protocol: protocol[0] };
    },
    async transmit(card, header, command) {
      const bytesToSend = bytesOf(command);
      // From Node's pool, as a buffer of its own for each command keeps the garbage collector busy.
      const buffer = Buffer.allocUnsafe(ANSWER_LENGTH);
      const length: [number] = [buffer.length];
      const code = await call(transmit, card, header, bytesToSend, bytesToSend.length, null, buffer, length);
      return { code, answer: new Uint8Array(buffer.subarray(0, length[0])) };
    },
    disconnect: (card, disposition) => call(disconnect, card, disposition),
  };
}
