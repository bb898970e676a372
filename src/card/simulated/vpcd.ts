/**
 * Puts a simulated card into vpcd, the virtual reader of vsmartcard, so that pcscd and any program on this
 * computer see it. vpcd listens, the card dials; connecting is inserting, closing is pulling out.
 *
 * Protocol (vsmartcard, virtualsmartcard/src/vpcd/vpcd.h): each message is a 2-byte big-endian length and
 * that many bytes. One byte is a control: 00 power off, 01 power on, 02 reset, none answered, and 04 "give
 * the ATR". Anything longer is a command. Messages arrive split or joined.
 */
import { connect, type Socket } from "node:net";
import type { SimulatedCard } from "./card.ts";

export const vpcdDefaults = { host: "127.0.0.1", port: 35963 } as const;

const CONNECT_TIMEOUT_MS = 5000;
const POWER_OFF = 0;
const POWER_ON = 1;
const RESET = 2;
const GIVE_ATR = 4;

export type DialOptions = {
  host?: string;
  port?: number;
  /** Milliseconds that every command takes. */
  latency?: number;
  /** The card leaves the reader at this command, counted from the insertion. */
  pullAtCommand?: number;
};

/** A simulated card in a vpcd reader. */
export type InsertedCard = {
  /** Pulls the card out. */
  remove: () => void;
  /** Settles once the card is out, whoever pulled it. */
  removed: Promise<void>;
};

function send(socket: Socket, message: Uint8Array): void {
  const framed = new Uint8Array(2 + message.length);
  new DataView(framed.buffer).setUint16(0, message.length);
  framed.set(message, 2);
  socket.write(framed);
}

/** Cuts a stream into messages. */
function messageReader(onMessage: (message: Uint8Array) => void): (chunk: Uint8Array) => void {
  let pending = new Uint8Array();
  return (chunk) => {
    pending = Uint8Array.from([...pending, ...chunk]);
    while (pending.length >= 2) {
      const length = new DataView(pending.buffer, pending.byteOffset).getUint16(0);
      if (pending.length < 2 + length) return;
      const message = pending.slice(2, 2 + length);
      pending = pending.slice(2 + length);
      onMessage(message);
    }
  };
}

/** A control needs no answer but the ATR. */
function control(card: SimulatedCard, socket: Socket, code: number): void {
  if (code === POWER_OFF) card.powerOff();
  if (code === POWER_ON) card.powerOn();
  if (code === RESET) card.reset();
  if (code === GIVE_ATR) send(socket, card.atr);
}

/**
 * Inserts a simulated card into the virtual reader at `host:port` (by default this computer's first).
 * @throws Error with what to do where vpcd does not listen
 */
export async function insertIntoVpcd(card: SimulatedCard, options: DialOptions = {}): Promise<InsertedCard> {
  const { host = vpcdDefaults.host, port = vpcdDefaults.port, latency = 0, pullAtCommand } = options;
  const socket = connect({ host, port, noDelay: true, timeout: CONNECT_TIMEOUT_MS });
  await new Promise<void>((resolve, reject) => {
    socket.once("connect", resolve);
    socket.once("error", reject);
    socket.once("timeout", () => socket.destroy(new Error(`no answer from ${host}:${port}`)));
  });
  socket.setTimeout(0);
  let received = 0;
  const answer = (command: Uint8Array) => {
    if (++received === pullAtCommand) socket.destroy();
    else send(socket, card.answer(command));
  };
  socket.on(
    "data",
    messageReader((message) => {
      const [code] = message;
      if (message.length === 1 && code !== undefined) control(card, socket, code);
      else if (latency > 0) setTimeout(answer, latency, message);
      else answer(message);
    }),
  );
  const removed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  socket.on("error", () => socket.destroy());
  return { remove: () => socket.destroy(), removed };
}
