import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import * as koffi from "koffi";
import { describe, expect, it } from "vitest";
import { exitCodeOf } from "../../src/card/exit.ts";
import { abiOf, abis } from "../../src/card/pcsc/abi.ts";
import { errorOf, statusOf, withoutChanged } from "../../src/card/pcsc/codes.ts";
import { loadLibrary, typesOf } from "../../src/card/pcsc/library.ts";
import { openPcscReaders } from "../../src/card/pcsc/readers.ts";

const run = promisify(execFile);
const main = fileURLToPath(new URL("main.ts", import.meta.url));

describe("the binary interface", () => {
  // Size, and offsets of szReader, pvUserData, dwCurrentState, dwEventState, cbAtr, rgbAtr: what the headers'
  // structure is in C on 64-bit systems. Linux' own "long" has 8 bytes, so the table can be checked there.
  it.skipIf(koffi.sizeof("long") !== 8).each([
    ["linux", 80, [0, 8, 16, 24, 32, 40]],
    ["darwin", 61, [0, 8, 16, 20, 24, 28]],
    ["win32", 64, [0, 8, 16, 20, 24, 28]],
  ] as const)("lays out SCARD_READERSTATE as %s does", (platform, size, offsets) => {
    const { readerState } = typesOf(koffi, abis[platform]);
    const members = ["szReader", "pvUserData", "dwCurrentState", "dwEventState", "cbAtr", "rgbAtr"];
    expect(koffi.sizeof(readerState)).toBe(size);
    expect(members.map((member) => koffi.offsetof(readerState, member))).toEqual(offsets);
  });

  it("is known for three systems", async () => {
    expect(Object.keys(abis)).toEqual(["linux", "darwin", "win32"]);
    expect(abiOf("aix")).toBeUndefined();
    await expect(openPcscReaders("aix")).rejects.toMatchObject({ kind: "no_library" });
  });
});

describe("what is missing is named", { timeout: 60_000 }, () => {
  it("the PC/SC library", async () => {
    const abi = { ...abis.linux, libraries: ["libpcsclite-that-is-not-there.so.1"] };
    await expect(loadLibrary(abi)).rejects.toMatchObject({ kind: "no_library" });
  });

  it("koffi; and it is not loaded before a reader is wanted", async () => {
    const withoutKoffi = `data:text/javascript,import { registerHooks } from "node:module";
      registerHooks({ resolve(specifier, context, next) {
        if (specifier === "koffi") throw new Error("not installed");
        return next(specifier, context);
      } });`;
    const probe = (...args: string[]) =>
      run(process.execPath, ["--import", withoutKoffi, main, "probe", "--lang", "en", ...args], {
        timeout: 20_000,
      });
    expect((await probe("--simulated", "--json")).stdout).toContain('"schema":1');
    const failed = await probe("--list").catch((error) => error);
    expect(failed.code).toBe(exitCodeOf.no_binding);
    expect(failed.stderr).toContain("npm ci");
  });
});

describe("the system's numbers", () => {
  it.each([
    [0x8010000b, "card_busy"],
    [0x8010000c, "no_card"],
    [0x8010001d, "no_service"],
    [0x8010001e, "no_service"],
    [0x8010002e, "no_reader"],
    [0x80100066, "card_mute"],
    [0x80100068, "card_reset"],
    [0x80100069, "card_removed"],
    [0x8010006a, "no_access"],
    [0x80100009, "reader_gone"],
    [0x12345678, "unexpected"],
  ] as const)("%i is %s", (code, kind) => {
    const error = errorOf("SCardTest", code);
    expect(error.kind).toBe(kind);
    expect(error.message).toMatch(/^SCardTest: .*\(0x[0-9A-F]{8}\)$/);
  });

  it("tell a reader's state", () => {
    expect(statusOf("A", 0x0003_0022)).toEqual({ name: "A", card: "present", use: "free", events: 3 });
    expect(statusOf("A", 0xffff_0122)).toMatchObject({ use: "shared", events: 0xffff });
    expect(statusOf("A", 0x00a2)).toMatchObject({ use: "exclusive" });
    expect(statusOf("A", 0x0222)).toMatchObject({ card: "mute" });
    expect(statusOf("A", 0x0012)).toMatchObject({ card: "none" });
    expect(withoutChanged(0xffff_0122)).toBe(0xffff_0120);
  });
});
