import { execFile, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { exitCodeOf } from "../../src/card/exit.ts";
import type { CardReaders, ReaderStatus } from "../../src/card/port.ts";
import { openPcscReaders } from "../../src/card/pcsc/readers.ts";
import { readCard } from "../../src/card/session.ts";
import { syntheticPins } from "../../src/card/simulated/card.ts";
import { Pcscd, skipNote, untilReaders, whyNoPcscd, type CardInVpcd } from "./pcscd.ts";

const run = promisify(execFile);
const reason = whyNoPcscd();
const FIRST = "Virtual PCD 00 00";
const SECOND = "Virtual PCD 00 01";
const SECOND_PORT = 35964;
const main = fileURLToPath(new URL("main.ts", import.meta.url));

const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));
const noPause = async () => {};

const SELECT_JPKI = "00A4040C0AD392F000260100000001";
const SELECT_USER_PIN = "00A4020C020018";
const hexOf = (text: string) => Buffer.from(text, "latin1").toString("hex").toUpperCase();
const verifyUserPin = `00200080${hexOf(String.fromCharCode(syntheticPins.user_pin.length) + syntheticPins.user_pin)}`;

describe.skipIf(reason !== undefined)(`the probe over pcscd${skipNote(reason)}`, { timeout: 60_000 }, () => {
  let pcscd: Pcscd;
  let readers: CardReaders;
  let card: CardInVpcd;

  beforeAll(async () => {
    pcscd = await Pcscd.start();
  }, 20_000);
  afterAll(async () => {
    await pcscd?.stop();
  }, 20_000);
  beforeEach(async () => {
    readers = await openPcscReaders();
    card = pcscd.card();
  });
  afterEach(async () => {
    await empty();
    await readers.close();
  });

  // pcscd looks for cards every 0.4 s, counts what it saw after it has told of it, and would miss a card that
  // leaves and returns between two looks. From 0 on, an even count is an empty reader.
  const isEmpty = ({ card: state, events }: ReaderStatus) => state === "none" && events % 2 === 0;
  const isInserted = ({ card: state, events }: ReaderStatus) => state === "present" && events % 2 === 1;
  const empty = async () => {
    await card.remove();
    await untilReaders(readers, (now) => now.every(isEmpty));
  };
  const inserted = () => untilReaders(readers, ([first]) => first !== undefined && isInserted(first));

  /** Debian's OpenSC: a client that shares no line with ours. */
  async function openSc(program: string, ...args: string[]): Promise<string> {
    const { stdout } = await run(program, args, { timeout: 20_000 });
    return stdout;
  }
  const triesByOpenSc = async () =>
    [...(await openSc("pkcs15-tool", "--list-pins")).matchAll(/Tries left\s*: (\d+)/g)].map(([, tries]) =>
      Number(tries),
    );

  it("reads a whole report in 33 commands and leaves the card as it was", async () => {
    await card.insert();
    await inserted();
    const { report, commands } = await readCard(readers, FIRST, { pause });
    expect(commands).toBe(33);
    expect(report.reader).toBe(FIRST);
    const left = Object.entries(report.counters).map(([secret, counter]) => [secret, counter.left]);
    expect(Object.fromEntries(left)).toEqual({
      sign_pw: 5,
      user_pin: 3,
      kenmen_pin: 3,
      juki_pin: 3,
      code_b: 10,
      code_a: 10,
      birth_pin: 10,
      licence_pin: null,
    });
    expect(report.user_cert?.not_after).toBe("2030-11-20T14:59:59.000Z");
    const again = await readCard(readers, FIRST, { pause });
    expect({ ...again.report, read_at: "" }).toEqual({ ...report, read_at: "" });
    expect(await card.dangerous()).toEqual([]);
  });

  it("sees cards come and go, and says that there is none", async () => {
    expect(await readers.list()).toMatchObject([
      { name: FIRST, card: "none", use: "free" },
      { name: SECOND, card: "none", use: "free" },
    ]);
    await expect(readCard(readers, FIRST, { pause: noPause })).rejects.toMatchObject({ kind: "no_card" });
    await expect(readCard(readers, "Nothing 00 00", { pause: noPause })).rejects.toMatchObject({
      kind: "reader_gone",
    });
    await card.insert();
    const [before] = await inserted();
    await empty();
    const [after] = await readers.list();
    expect(after?.events).toBe((before?.events ?? 0) + 1);
  });

  it("throws a reading away when the card is pulled out in the middle, and reads the next card", async () => {
    for (const pullAtCommand of [2, 12, 33]) {
      await card.insert({}, { pullAtCommand });
      await inserted();
      await expect(readCard(readers, FIRST, { pause: noPause })).rejects.toMatchObject({
        kind: "card_removed",
      });
      await empty();
    }
    await card.insert({ left: { sign_pw: 4 } });
    await inserted();
    expect((await readCard(readers, FIRST, { pause })).report.counters.sign_pw?.left).toBe(4);
  });

  it("agrees with OpenSC, before and after counters change", async () => {
    await card.insert();
    await inserted();
    expect((await openSc("opensc-tool", "--name")).trim()).toBe("jpki");
    for (const [userPin, signPassword] of [
      [3, 5],
      [2, 1],
      [0, 1],
      [1, 0],
    ] as const) {
      await card.setTries("user_pin", userPin);
      await card.setTries("sign_pw", signPassword);
      const { counters } = (await readCard(readers, FIRST, { pause })).report;
      expect([counters.user_pin?.left, counters.sign_pw?.left]).toEqual([userPin, signPassword]);
      expect(await triesByOpenSc()).toEqual([userPin, signPassword]);
    }
    const certificate = await openSc("pkcs15-tool", "--read-certificate", "1");
    expect(certificate).toContain("BEGIN CERTIFICATE");
    expect(await card.triesLeft("user_pin", "jpki")).toBe(1);
    expect(await card.dangerous()).toEqual([]);
  });

  it.each(["connect exclusive", "connect shared", "connect shared, with a transaction"])(
    "does not touch a card that another program holds (%s), and reads it once it is free",
    async (how) => {
      await card.insert();
      await inserted();
      const other = pcscd.otherProgram();
      const [connect = "", transaction] = how.split(", ");
      expect(await other.tell(`${connect} ${FIRST}`)).toBe("connected");
      if (transaction) expect(await other.tell("begin")).toBe("begun");
      const received = await card.received();
      await expect(readCard(readers, FIRST, { pause: noPause })).rejects.toMatchObject({ kind: "card_busy" });
      expect(await card.received()).toBe(received);
      let freed = false;
      const free = async () => {
        if (freed) return pause(10);
        freed = true;
        if (transaction) expect(await other.tell("end")).toBe("ended");
        expect(await other.tell("disconnect leave")).toBe("disconnected");
      };
      expect((await readCard(readers, FIRST, { pause: free })).report.counters.user_pin?.left).toBe(3);
      expect(freed).toBe(true);
    },
  );

  it("lets no other program come in between while it reads", async () => {
    await card.insert({}, { latency: 10 });
    await inserted();
    const other = pcscd.otherProgram();
    const attempts: string[] = [];
    const onProgress = (done: number) => {
      if (done === 3)
        attempt = other.tell(`connect shared ${FIRST}`).then((answer) => void attempts.push(answer));
    };
    let attempt = Promise.resolve();
    const { report } = await readCard(readers, FIRST, { pause, onProgress });
    await attempt;
    expect(report.counters.user_pin?.left).toBe(3);
    expect(attempts).toEqual([expect.stringMatching(/^error/)]);
    expect(await other.tell(`connect shared ${FIRST}`)).toBe("connected");
    await other.tell("disconnect leave");
  });

  it("says that no reader is there, and goes on with the readers that come", async () => {
    await pcscd.restart({ withReaders: false });
    const failed = await run(process.execPath, [main, "probe", "--lang", "en"], { timeout: 20_000 }).catch(
      (error) => error,
    );
    expect(failed.code).toBe(exitCodeOf.no_reader);
    expect(failed.stderr).toContain("libccid");
    await pcscd.restart({ withReaders: true });
    expect(await readers.list()).toHaveLength(2);
  });

  it("costs no try when another program has selected a PIN and sends it after a probe was attempted", async () => {
    await card.insert({ left: { user_pin: 2 } });
    await inserted();
    const other = pcscd.otherProgram();
    expect(await other.tell(`connect shared ${FIRST}`)).toBe("connected");
    expect(await other.tell(`send ${SELECT_JPKI}`)).toBe("9000");
    expect(await other.tell(`send ${SELECT_USER_PIN}`)).toBe("9000");
    await expect(readCard(readers, FIRST, { pause: noPause })).rejects.toMatchObject({ kind: "card_busy" });
    expect(await other.tell(`send ${verifyUserPin}`)).toBe("9000");
    expect(await card.triesLeft("user_pin", "jpki")).toBe(3);
    expect(await card.triesLeft("juki_pin", "juki")).toBe(3);
    // The PIN was the other program's: the one command with a PIN that this card ever got.
    expect(await card.dangerous()).toEqual([verifyUserPin]);
    await other.tell("disconnect leave");
  });

  it("would cost that try if the probe shared the card: the trap is real", async () => {
    await card.insert();
    await inserted();
    const other = pcscd.otherProgram();
    const sharing = pcscd.otherProgram();
    expect(await other.tell(`connect shared ${FIRST}`)).toBe("connected");
    await other.tell(`send ${SELECT_JPKI}`);
    await other.tell(`send ${SELECT_USER_PIN}`);
    // What a probe that shares would do, inside a transaction: 個人番号カードAP, its PIN, how many tries?
    expect(await sharing.tell(`connect shared ${FIRST}`)).toBe("connected");
    await sharing.tell("begin");
    for (const command of ["00A4040C0AD3921000310001010100", "00A4020C02001C"]) {
      expect(await sharing.tell(`send ${command}`)).toBe("9000");
    }
    expect(await sharing.tell("send 00200080")).toBe("63C3");
    await sharing.tell("end");
    await sharing.tell("disconnect leave");
    // The right PIN, on the file that the probe left selected.
    expect(await other.tell(`send ${verifyUserPin}`)).toBe("63C2");
    expect(await card.triesLeft("user_pin", "jpki")).toBe(3);
    expect(await card.triesLeft("juki_pin", "common")).toBe(2);
    await other.tell("disconnect leave");
  });

  it("leaves no file selected: a stray PIN from the next program is refused, not counted", async () => {
    await card.insert();
    await inserted();
    await readCard(readers, FIRST, { pause });
    const other = pcscd.otherProgram();
    expect(await other.tell(`connect shared ${FIRST}`)).toBe("connected");
    expect(await other.tell("send 00200080")).toBe("6986");
    await other.tell("disconnect leave");
  });

  it("asks to choose where two readers have cards", async () => {
    const second = pcscd.card();
    await card.insert();
    await second.insert({ left: { user_pin: 1 } }, { port: SECOND_PORT });
    await untilReaders(readers, (now) => now.every(isInserted));
    const probe = (...args: string[]) =>
      run(process.execPath, [main, "probe", "--lang", "en", ...args], { timeout: 20_000 });
    const failed = await probe().catch((error) => error);
    expect(failed.code).toBe(exitCodeOf.several_cards);
    expect(failed.stderr).toContain(`2  ${SECOND}`);
    const { stdout } = await probe("--reader", "2", "--json");
    expect(JSON.parse(stdout).counters.user_pin.left).toBe(1);
    await second.remove();
  });

  it("goes on waiting when pcscd is stopped and started again (--watch)", async () => {
    const watching = spawn(process.execPath, [main, "probe", "--watch", "--json", "--lang", "en"]);
    const output = { out: "", err: "" };
    watching.stdout.on("data", (chunk) => (output.out += chunk));
    watching.stderr.on("data", (chunk) => (output.err += chunk));
    const until = async (isTrue: () => boolean) => {
      while (!isTrue()) {
        if (watching.exitCode !== null) throw new Error(`probe ended: ${output.err}`);
        await pause(10);
      }
    };
    const left = () =>
      output.out
        .split("\n")
        .filter(Boolean)
        .map((line) => JSON.parse(line).counters.user_pin.left);
    await until(() => output.err.includes("Place a card"));
    await card.insert({ left: { user_pin: 2 } });
    await until(() => left().length === 1);
    await empty();
    await pcscd.stopDaemon();
    await until(() => output.err.includes("service stopped"));
    await expect(readers.list()).rejects.toMatchObject({ kind: "no_service" });
    await pcscd.startDaemon();
    await card.insert({ left: { user_pin: 1 } });
    await until(() => left().length === 2);
    expect(left()).toEqual([2, 1]);
    watching.kill("SIGINT");
    const code = await new Promise((resolve) => watching.once("exit", resolve));
    expect(code).toBe(0);
  });

  it("says that the service is not running while it is stopped", async () => {
    await pcscd.stopDaemon();
    const failed = await run(process.execPath, [main, "probe", "--lang", "en"], { timeout: 20_000 }).catch(
      (error) => error,
    );
    expect(failed.code).toBe(exitCodeOf.no_service);
    expect(failed.stderr).toContain("systemctl start pcscd.socket");
    await pcscd.startDaemon();
    expect(await readers.list()).toHaveLength(2);
  });
});
