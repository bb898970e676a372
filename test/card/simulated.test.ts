import { createServer, type Server, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { counterFiles, untouchedFiles, applications } from "../../src/card/applications.ts";
import { bytesOf } from "../../src/card/guard.ts";
import { fromHex, toHex } from "../../src/card/hex.ts";
import { probe } from "../../src/card/probe.ts";
import { SimulatedCard, syntheticPins, type CardProfile } from "../../src/card/simulated/card.ts";
import { insertIntoVpcd } from "../../src/card/simulated/vpcd.ts";

const select = (application: keyof typeof applications) => {
  const { aid } = applications[application];
  return `00A4040C${(aid.length / 2).toString(16).padStart(2, "0")}${aid}`;
};
const verify = (value: string) =>
  `00200080${toHex(Uint8Array.of(value.length, ...Array.from(value, (character) => character.charCodeAt(0))))}`;

function talkTo(profile: Partial<CardProfile> = {}) {
  const card = new SimulatedCard(profile);
  card.powerOn();
  return { card, send: (command: string) => toHex(card.answer(fromHex(command))) };
}

describe("the simulated card", () => {
  it("counts wrong tries, blocks, and fills the counter on the right one", () => {
    const { card, send } = talkTo();
    send(select("jpki"));
    send("00A4020C020018");
    expect(send(verify("9999"))).toBe("63C2");
    expect(send(verify(syntheticPins.user_pin))).toBe("9000");
    expect(card.triesLeft("user_pin")).toBe(3);
    expect([verify("9999"), verify("9999"), verify("9999")].map(send)).toEqual(["63C2", "63C1", "63C0"]);
    expect(send(verify(syntheticPins.user_pin))).toBe("6984");
    expect(card.dangerous).toHaveLength(6);
  });

  it("hides the counter of a verified key until power-down, over a warm reset", () => {
    const { card, send } = talkTo();
    const ask = () => [select("jpki"), "00A4020C020018", "00200080"].map(send).at(-1);
    send(select("jpki"));
    send("00A4020C020018");
    send(verify(syntheticPins.user_pin));
    expect(ask()).toBe("9000");
    card.reset();
    expect(ask()).toBe("9000");
    card.powerOff();
    card.powerOn();
    expect(ask()).toBe("63C3");
  });

  it("gives the signature certificate only after its password", () => {
    const { send } = talkTo();
    const read = () => [select("jpki"), "00A4020C020001", "00B0000004"].map(send).at(-1);
    expect(read()).toBe("6982");
    [select("jpki"), "00A4020C02001B", verify(syntheticPins.sign_pw)].map(send);
    expect(read()).toMatch(/^3082....9000$/);
  });

  it("answers the sources' quirks", () => {
    const { send } = talkTo({ firstCommandFails: true });
    expect(send(select("jpki"))).toBe("6F00");
    expect(send("00A40000")).toBe("6A86");
    expect(send("00A40000023F00")).toBe("6A82");
    expect(send("00A4040C07D392F000260100")).toBe("9000");
    expect(send("00A40000")).toBe("9000");
    expect(send("00200080")).toBe("6986");
    expect(send("00200098")).toBe("63C3");
    expect(send("0020009800")).toBe("6700");
    expect(send("00A4020C02FFFF")).toBe("6A82");
    expect(send("00B0860005")).toBe("4A504B49419000");
    expect(send("80CA9F7F00")).toBe("6E00");
    expect(send("0084000008")).toBe("6D00");
  });

  it("takes any bytes, as a chip does", () => {
    const { send } = talkTo();
    for (const command of [
      "",
      "00",
      "00A404",
      "00A4040C",
      "00A4040C0A",
      "00A4040C00000AD392",
      "00B00000000000",
      "FFFFFFFFFF",
    ]) {
      expect(send(command)).toMatch(/^([0-9A-F]{2})*[0-9A-F]{4}$/);
    }
    send(select("jpki"));
    send("00A4020C020006");
    expect(send("00B00000000000")).toMatch(/9000$/);
    expect(send("00B001FF00")).toBe("6B00");
  });

  it("holds the files that stay untouched, so that touching them would show", () => {
    const { send } = talkTo();
    const blocked = untouchedFiles.find(({ why }) => why.startsWith("blocked"));
    expect([select("input_support"), `00A4020C02${blocked?.ef}`, "00200080"].map(send)).toEqual([
      "9000",
      "9000",
      "63C0",
    ]);
  });

  it("loses another program's try to a probe that shares the card, and none to ours", async () => {
    const pin = verify(syntheticPins.user_pin);
    // A program selects the user PIN; a sharing probe asks 個人番号カードAP; the program sends the right PIN.
    const shared = talkTo();
    [select("jpki"), "00A4020C020018"].map(shared.send);
    [select("common"), "00A4020C02001C", "00200080"].map(shared.send);
    expect(shared.send(pin)).toBe("63C2");
    expect(shared.card.triesLeft("juki_pin", "common")).toBe(2);
    // Ours cannot come in between; and where a program is careless afterwards, no file is selected.
    const ours = talkTo();
    const connection = {
      transmit: async (command: Parameters<typeof bytesOf>[0]) => ours.card.answer(bytesOf(command)),
      disconnect: async () => {},
    };
    await probe(connection, { reader: "Simulated", now: new Date(0) });
    expect(ours.send(pin)).toBe("6986");
    for (const { secret, application } of counterFiles.filter((file) => file.application !== "licence")) {
      expect(ours.card.triesLeft(secret, application)).toBeGreaterThanOrEqual(3);
    }
  });
});

describe("the way into vpcd", () => {
  const servers: Server[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });

  /** The reader's side of the protocol. */
  async function vpcd(): Promise<{ port: number; card: Promise<Socket> }> {
    const server = createServer({ noDelay: true });
    servers.push(server);
    const card = new Promise<Socket>((resolve) => server.once("connection", resolve));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    return { port: address.port, card };
  }

  function framed(...messages: string[]): Uint8Array {
    return fromHex(messages.map((hex) => (hex.length / 2).toString(16).padStart(4, "0") + hex).join(""));
  }

  async function received(socket: Socket, length: number): Promise<string> {
    const chunks: Buffer[] = [];
    for await (const chunk of socket) {
      chunks.push(chunk);
      if (Buffer.concat(chunks).length >= length) break;
    }
    return toHex(Buffer.concat(chunks));
  }

  it("answers ATR and commands, cut and joined in any way, and leaves controls unanswered", async () => {
    const stream = framed(
      "01",
      "04",
      select("jpki"),
      "02",
      "00A4020C020018",
      "04",
      select("jpki"),
      "00A4020C020018",
      "00200080",
      "00",
    );
    const atr = "3BE000FF8131FE4514";
    // After the warm reset nothing is selected: the file is not found.
    const expected = toHex(framed(atr, "9000", "6A82", atr, "9000", "9000", "63C3"));
    for (const cut of [1, 2, 3, 7, stream.length]) {
      const { port, card: accepted } = await vpcd();
      const inserted = await insertIntoVpcd(new SimulatedCard(), { port });
      const socket = await accepted;
      const answer = received(socket, expected.length / 2);
      for (let at = 0; at < stream.length; at += cut) {
        socket.write(stream.subarray(at, at + cut));
        await new Promise((resolve) => setImmediate(resolve));
      }
      expect(await answer).toBe(expected);
      inserted.remove();
      await inserted.removed;
    }
  });

  it("leaves at the command that the test wants", async () => {
    const { port, card: accepted } = await vpcd();
    const inserted = await insertIntoVpcd(new SimulatedCard(), { port, pullAtCommand: 2 });
    const socket = await accepted;
    socket.write(framed(select("jpki"), "00A4020C020018"));
    await inserted.removed;
    socket.destroy();
  });
});
