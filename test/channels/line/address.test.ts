import { describe, expect, it } from "vitest";
import { addressKeyOf, openAddress, sealAddress } from "../../../src/channels/line/address.ts";
import { KEYS } from "./channel.ts";

const USER = "U0123456789abcdef0123456789abcdef";
const OTHER_KEYS = { address: Buffer.alloc(32, 8), seal: Buffer.alloc(32, 9) };

describe("the address of a LINE user", () => {
  it("is found by a key that tells nothing without ours", () => {
    expect(addressKeyOf(KEYS, USER)).toBe(addressKeyOf(KEYS, USER));
    expect(addressKeyOf(KEYS, USER)).not.toBe(addressKeyOf(OTHER_KEYS, USER));
    expect(addressKeyOf(KEYS, USER)).not.toContain(USER);
  });

  it("can be opened again, and looks different each time it is sealed", () => {
    const sealed = sealAddress(KEYS, "one", USER);
    expect(openAddress(KEYS, "one", sealed)).toBe(USER);
    expect(sealAddress(KEYS, "one", USER)).not.toBe(sealed);
  });

  it("cannot be opened with other keys, in another conversation, or when it was changed", () => {
    const sealed = sealAddress(KEYS, "one", USER);
    const changed = Buffer.from(sealed, "base64url");
    changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
    expect(openAddress(OTHER_KEYS, "one", sealed)).toBeUndefined();
    expect(openAddress(KEYS, "two", sealed)).toBeUndefined();
    expect(openAddress(KEYS, "one", changed.toString("base64url"))).toBeUndefined();
    expect(openAddress(KEYS, "one", "")).toBeUndefined();
  });
});
