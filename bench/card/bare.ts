/**
 * A bare loop over PC/SC: connect, send these commands, disconnect, through koffi and nothing else. What
 * the probe does beyond it is the probe's own cost.
 */
import koffi from "koffi";

const SHARE_EXCLUSIVE = 1;
const T1 = 2;
const LEAVE = 0;

const library = koffi.load("libpcsclite.so.1");
const establish = library.func(
  "long SCardEstablishContext(ulong scope, void *a, void *b, _Out_ long *context)",
);
const release = library.func("long SCardReleaseContext(long context)");
const connect = library.func(
  "long SCardConnect(long context, str reader, ulong share, ulong protocols, _Out_ long *card, _Out_ ulong *protocol)",
);
const transmit = library.func(
  "long SCardTransmit(long card, void *send, uint8 *command, ulong length, void *receive, _Out_ uint8 *answer, _Inout_ ulong *answerLength)",
);
const disconnect = library.func("long SCardDisconnect(long card, ulong disposition)");

function call(native: { async: (...args: unknown[]) => void }, ...args: unknown[]): Promise<void> {
  return new Promise((resolve, reject) => {
    native.async(...args, (error: unknown, code: number) => {
      if (error || code !== 0) reject(error ?? new Error(`0x${code.toString(16)}`));
      else resolve();
    });
  });
}

/** Sends the commands to the card in a reader, once for each call of what it returns. */
export async function bareLoop(reader: string, commands: readonly Uint8Array[]) {
  const context = [0];
  await call(establish, 2, null, null, context);
  const header = library.symbol("g_rgSCardT1Pci");
  const run = async () => {
    const card = [0];
    await call(connect, context[0], reader, SHARE_EXCLUSIVE, T1, card, [0]);
    for (const command of commands) {
      const answer = new Uint8Array(258);
      await call(transmit, card[0], header, command, command.length, null, answer, [answer.length]);
    }
    await call(disconnect, card[0], LEAVE);
  };
  return { run, close: () => call(release, context[0]) };
}
