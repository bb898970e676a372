import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  applicationIds,
  applications,
  counterFiles,
  readableFiles,
  untouchedFiles,
  type ReadableFileId,
} from "../../src/card/applications.ts";
import { allowlist, bytesOf, GuardedCard, GuardError, isAllowed } from "../../src/card/guard.ts";
import { fromHex, toHex } from "../../src/card/hex.ts";
import { CardError, type CardConnection } from "../../src/card/port.ts";

/** The harmless commands, written out from the published sources and not from the guard's own tables. */
const harmless = [
  /^00200080$/,
  /^00A4040C0A(D392F000260100000001|D39210003100010104(08|02|01)|D3921000310001010100)$/,
  /^00A4040C10A0000002310600000000000000000000$/,
  /^00A4020C02(0018|001B|0011|0014|0015|0013|0012|001C|0006|0008|000A)$/,
  /^00B0(000020|000003|0[0-9A-F]0000)$/,
];

/** A small fast generator with a seed, so that every run checks the same commands. */
function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function mutate(bytes: number[], random: (below: number) => number): void {
  const at = random(bytes.length + 1);
  const kind = random(6);
  if (kind === 0) bytes[at] = random(256);
  else if (kind === 1) bytes.splice(at, 0, random(256));
  else if (kind === 2) bytes.splice(at, 1);
  else if (kind === 3) bytes.push(...Array.from({ length: random(16) }, () => random(256)));
  else if (kind === 4) bytes[at] = (bytes[at] ?? 0) ^ (1 << random(8));
  else bytes.length = at;
}

/** A connection that records what reaches the card and answers as told. */
function recorder(answer: (command: string) => string) {
  const log: { command: string; answer: string }[] = [];
  const connection: CardConnection = {
    async transmit(permitted) {
      const command = toHex(bytesOf(permitted));
      const said = answer(command);
      log.push({ command, answer: said });
      return fromHex(said);
    },
    async disconnect() {},
  };
  return { connection, log };
}

describe("the allowlist", () => {
  it("is finite, and every command in it is one of the harmless forms", () => {
    expect(allowlist.length).toBe(6 + 11 + 1 + 18);
    for (const command of allowlist) {
      expect(
        harmless.filter((form) => form.test(command)),
        command,
      ).toHaveLength(1);
    }
  });

  it("has one VERIFY, four bytes long", () => {
    expect(allowlist.filter((command) => command.startsWith("0020"))).toEqual(["00200080"]);
  });

  it("lets nothing dangerous through in two million mutated commands", () => {
    const random = generator(20261121);
    const seeds = [
      ...allowlist,
      "0020008004303030300000",
      "00240180",
      "002A9E9A",
      "0088000000",
      "002C0180",
    ].map((hex) => [...fromHex(hex)]);
    let passed = 0;
    for (let round = 0; round < 2_000_000; round++) {
      const bytes = [...(seeds[random(seeds.length)] ?? [])];
      for (let change = random(3); change >= 0; change--) mutate(bytes, random);
      const command = Uint8Array.from(bytes);
      if (!isAllowed(command)) continue;
      passed++;
      const hex = toHex(command);
      if (!harmless.some((form) => form.test(hex))) throw new Error(`passed: ${hex}`);
    }
    expect(passed).toBeGreaterThan(0);
  }, 60_000);

  it("lets nothing through that is not in it, whatever the bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (command) => {
        expect(isAllowed(command)).toBe(allowlist.includes(toHex(command)));
      }),
    );
    for (const ins of [0x24, 0x2a, 0x2c, 0x32, 0x82, 0x84, 0x88, 0x8a, 0xa2, 0xae, 0xc0, 0xca, 0xd6]) {
      for (let p1 = 0; p1 < 256; p1++) expect(isAllowed(Uint8Array.of(0, ins, p1, 0x80))).toBe(false);
    }
    for (let cla = 1; cla < 256; cla++) expect(isAllowed(Uint8Array.of(cla, 0x20, 0x00, 0x80))).toBe(false);
    for (let le = 0; le < 256; le++) expect(isAllowed(Uint8Array.of(0x00, 0x20, 0x00, 0x80, le))).toBe(false);
  });
});

const statusWords = fc.oneof(
  { weight: 6, arbitrary: fc.constant("9000") },
  {
    weight: 4,
    arbitrary: fc.constantFrom("6A82", "63C3", "63C0", "6984", "6F00", "6D00", "61FF", "6C10", "6982"),
  },
  {
    weight: 1,
    arbitrary: fc
      .integer({ min: 0, max: 0xffff })
      .map((sw) => sw.toString(16).toUpperCase().padStart(4, "0")),
  },
);
const answers = fc
  .tuple(fc.oneof(fc.constant(new Uint8Array()), fc.uint8Array({ maxLength: 256 })), statusWords)
  .map(([data, sw]) => toHex(data) + sw);

type Question = (card: GuardedCard) => Promise<unknown>;

const questions: fc.Arbitrary<Question> = fc.oneof(
  fc.constantFrom(...applicationIds).map(
    (id): Question =>
      (card) =>
        card.selectApplication(id),
  ),
  fc.constantFrom(...counterFiles).map(
    (file): Question =>
      (card) =>
        card.askTries(file),
  ),
  fc.constantFrom<ReadableFileId>("token", "presence", "user_certificate").map(
    (id): Question =>
      (card) =>
        card.readFile(id, () => false),
  ),
  fc.constant<Question>((card) => card.leave()),
);

describe("the guarded card", { timeout: 60_000 }, () => {
  it("asks for tries only right after the successful SELECT of that file, whatever is asked and answered", async () => {
    const runs = fc.asyncProperty(
      fc.array(questions, { maxLength: 30 }),
      fc.infiniteStream(answers),
      async (asked, answerStream) => {
        const { connection, log } = recorder(() => answerStream.next().value ?? "6F00");
        const card = new GuardedCard(connection);
        for (const question of asked)
          await question(card).catch((error) => expect(error).toBeInstanceOf(GuardError));
        let aid = "";
        for (const [index, { command, answer }] of log.entries()) {
          expect(
            harmless.some((form) => form.test(command)),
            command,
          ).toBe(true);
          if (command.startsWith("00A4040C")) aid = answer.endsWith("9000") ? command.slice(10) : "";
          if (command !== "00200080") continue;
          const before = log[index - 1];
          expect(before?.answer.slice(-4)).toBe("9000");
          const ef = before?.command.slice(-4);
          const row = counterFiles.find(
            (file) => file.ef === ef && applications[file.application].aid === aid,
          );
          expect(row, `${aid}/${ef}`).toBeDefined();
          expect(
            untouchedFiles.some((file) => file.ef === ef && applications[file.application].aid === aid),
          ).toBe(false);
        }
      },
    );
    await fc.assert(runs, { numRuns: 1000 });
  });

  it("asks nothing about a file that could not be selected", async () => {
    const { connection, log } = recorder((command) => (command.startsWith("00A4020C") ? "6A82" : "9000"));
    const card = new GuardedCard(connection);
    await card.selectApplication("jpki");
    for (const file of counterFiles.filter(({ application }) => application === "jpki")) {
      expect(await card.askTries(file)).toEqual({ state: "absent", left: null, sw: "6A82" });
    }
    expect(log.map(({ command }) => command)).not.toContain("00200080");
  });

  it("refuses a file of another application, a row that is not of the table, and two questions at once", async () => {
    const { connection, log } = recorder(() => "9000");
    const card = new GuardedCard(connection);
    const [pin] = counterFiles;
    if (!pin) throw new Error("empty table");
    await expect(card.askTries(pin)).rejects.toThrow(GuardError);
    await card.selectApplication("card_face");
    await expect(card.askTries(pin)).rejects.toThrow(GuardError);
    await card.selectApplication("input_support");
    const factoryBlocked = {
      application: "input_support",
      ef: "0012",
      secret: "code_b",
      sources: [],
    } as const;
    await expect(card.askTries(factoryBlocked)).rejects.toThrow(GuardError);
    expect(log.map(({ command }) => command)).not.toContain("00200080");
    const outcomes = await Promise.allSettled([card.leave(), card.leave()]);
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
  });

  it("is the only maker of commands: a copy or a look-alike carries nothing", async () => {
    let seen: Parameters<CardConnection["transmit"]>[0] | undefined;
    const card = new GuardedCard({
      async transmit(command) {
        seen = command;
        return fromHex("9000");
      },
      async disconnect() {},
    });
    await card.selectApplication("jpki");
    if (!seen) throw new Error("nothing was sent");
    const bytes = bytesOf(seen);
    bytes.set([0x00, 0x20, 0x00, 0x80]);
    expect(toHex(bytesOf(seen))).toBe("00A4040C0AD392F000260100000001");
    const lookAlike: typeof seen = Object.create(Object.getPrototypeOf(seen));
    expect(() => bytesOf(lookAlike)).toThrow(TypeError);
    const maker: unknown = Reflect.get(seen, "constructor");
    if (typeof maker !== "function") throw new Error("no constructor");
    for (const hex of ["00200080", "002000800430303030"]) {
      const made: typeof seen = Reflect.construct(maker, [hex]);
      expect(() => bytesOf(made)).toThrow(TypeError);
    }
    expect(Object.isFrozen(seen) && Object.isFrozen(Object.getPrototypeOf(seen))).toBe(true);
  });

  it("keeps to its list and tables, whatever is done to what it exports", () => {
    const pin = "002000800431323334";
    expect(() => Reflect.apply(Array.prototype.push, allowlist, [pin])).toThrow(TypeError);
    expect(isAllowed(fromHex(pin))).toBe(false);
    const [row] = counterFiles;
    const tables = [allowlist, applications, applications.jpki, applicationIds, counterFiles, row];
    for (const table of [...tables, readableFiles, readableFiles.token]) {
      expect(Object.isFrozen(table)).toBe(true);
    }
  });

  it("is one for each connection: a second could come between the SELECT and the question", () => {
    const { connection } = recorder(() => "9000");
    const card = new GuardedCard(connection);
    expect(() => new GuardedCard(connection)).toThrow(GuardError);
    expect(card.sent).toBe(0);
  });

  it("asks nothing more after a command that was not answered", async () => {
    const failures = [
      () => "",
      () => {
        throw new CardError("timeout", "no answer in time");
      },
    ];
    for (const fail of failures) {
      const { connection, log } = recorder((command) => (command === "00200080" ? fail() : "9000"));
      const card = new GuardedCard(connection);
      await card.selectApplication("jpki");
      const [pin] = counterFiles;
      if (!pin) throw new Error("empty table");
      await expect(card.askTries(pin)).rejects.toThrow(CardError);
      const before = log.length;
      await expect(card.selectApplication("jpki")).rejects.toThrow(GuardError);
      await expect(card.askTries(pin)).rejects.toThrow(GuardError);
      await expect(card.leave()).rejects.toThrow(GuardError);
      expect(log).toHaveLength(before);
    }
  });

  it("treats an answer of less than two bytes as a card that left", async () => {
    for (const answer of ["", "90"]) {
      const { connection } = recorder(() => answer);
      await expect(new GuardedCard(connection).selectApplication("jpki")).rejects.toMatchObject({
        kind: "card_removed",
      });
    }
  });

  it("stops reading once it has enough, and at the chunks of the table at the latest", async () => {
    const full = "AA".repeat(256) + "9000";
    const { connection, log } = recorder((command) => (command.startsWith("00B0") ? full : "9000"));
    const card = new GuardedCard(connection);
    await card.selectApplication("jpki");
    expect(await card.readFile("user_certificate", (bytes) => bytes.length >= 512)).toHaveLength(512);
    expect(await card.readFile("user_certificate", () => false)).toHaveLength(
      readableFiles.user_certificate.chunks * readableFiles.user_certificate.chunk,
    );
    expect(log.filter(({ command }) => command.startsWith("00B0"))).toHaveLength(2 + 16);
  });
});
