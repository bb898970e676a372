/**
 * PC/SC's binary interface per system, as data. The functions are the same everywhere; widths, packing,
 * names and the length of an ATR are not.
 *
 * Sources: pcsc-lite PCSC/wintypes.h and PCSC/pcsclite.h (also for macOS, under __APPLE__: 32-bit DWORD,
 * LONG and handles, SCARD_READERSTATE packed to one byte, ATR of 33 bytes), Apple PCSC.framework headers,
 * Microsoft winscard.h (DWORD and LONG of 32 bits, handles as wide as a pointer, ATR of 36 bytes). Linux is
 * tested; macOS and Windows follow the headers and were not run.
 */
export type PcscAbi = {
  /** Candidates for the library, first that loads wins. */
  libraries: readonly string[];
  /** C type of DWORD, of the LONG that functions return, and of SCARDCONTEXT and SCARDHANDLE. */
  dword: "ulong" | "uint32";
  result: "long" | "int32";
  handle: "long" | "int32" | "uintptr";
  /** C type and encoding of reader names, and what ends the names of functions that take them. */
  text: "str" | "str16";
  encoding: "utf-8" | "utf-16le";
  suffix: "" | "W";
  /** SCARD_READERSTATE without padding between its members. */
  packed: boolean;
  atrLength: 33 | 36;
  /** Whether `\\?PnP?\Notification` tells of readers that come and go; else they are listed every second. */
  hasReaderNotification: boolean;
};

export const abis: { readonly [platform in "linux" | "darwin" | "win32"]: PcscAbi } = {
  linux: {
    libraries: ["libpcsclite.so.1"],
    dword: "ulong",
    result: "long",
    handle: "long",
    text: "str",
    encoding: "utf-8",
    suffix: "",
    packed: false,
    atrLength: 33,
    hasReaderNotification: true,
  },
  darwin: {
    libraries: ["/System/Library/Frameworks/PCSC.framework/PCSC"],
    dword: "uint32",
    result: "int32",
    handle: "int32",
    text: "str",
    encoding: "utf-8",
    suffix: "",
    packed: true,
    atrLength: 33,
    hasReaderNotification: false,
  },
  win32: {
    libraries: ["winscard.dll"],
    dword: "uint32",
    result: "int32",
    handle: "uintptr",
    text: "str16",
    encoding: "utf-16le",
    suffix: "W",
    packed: false,
    atrLength: 36,
    hasReaderNotification: true,
  },
};

/** The interface of this system. `undefined` where none is known. */
export function abiOf(platform: string): PcscAbi | undefined {
  return Object.entries(abis).find(([name]) => name === platform)?.[1];
}
