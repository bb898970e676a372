import { X509Certificate } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readValidity } from "../../src/card/certificate.ts";
import { certificate } from "../../src/card/simulated/der.ts";

const moments = fc
  .date({ min: new Date("1980-01-01"), max: new Date("2099-12-31"), noInvalidDate: true })
  .map((date) => {
    date.setUTCMilliseconds(0);
    return date;
  });

describe("the dates of a certificate", { timeout: 60_000 }, () => {
  it("are what Node's own X.509 reader says, for any two dates", () => {
    fc.assert(
      fc.property(moments, moments, (a, b) => {
        const [begin, end] = a <= b ? [a, b] : [b, a];
        const der = certificate(begin, end, "TEST USER");
        const oracle = new X509Certificate(der);
        expect(readValidity(der)).toEqual({
          not_before: oracle.validFromDate.toISOString(),
          not_after: oracle.validToDate.toISOString(),
        });
      }),
    );
  });

  it("are found in the beginning of a certificate, before its subject", () => {
    const der = certificate(new Date("2025-12-01T00:00:00Z"), new Date("2030-11-20T14:59:59Z"), "TEST USER");
    const lengths = Array.from({ length: der.length + 1 }, (_, length) => length);
    const enough = lengths.filter((length) => typeof readValidity(der.subarray(0, length)) === "object");
    expect(enough[0]).toBeLessThanOrEqual(256);
    expect(enough).toEqual(lengths.slice(enough[0]));
    for (const length of lengths.slice(0, enough[0]))
      expect(readValidity(der.subarray(0, length))).toBe("incomplete");
  });

  it("are never found in random bytes, and nothing crashes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
        expect(typeof readValidity(bytes)).toBe("string");
      }),
      { numRuns: 20_000 },
    );
  });

  it("are dates of the calendar in order, or none, after any change to a good certificate", () => {
    const der = certificate(new Date("2025-12-01T00:00:00Z"), new Date("2030-11-20T14:59:59Z"), "TEST USER");
    const changes = fc.array(fc.tuple(fc.nat(260), fc.nat(255)), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(changes, fc.nat(der.length), (edits, length) => {
        const bytes = der.slice(0, Math.max(length, 200));
        for (const [at, byte] of edits) bytes[at] = byte;
        const dates = readValidity(bytes);
        if (typeof dates === "string") return;
        expect(Date.parse(dates.not_before)).toBeLessThanOrEqual(Date.parse(dates.not_after));
      }),
      { numRuns: 20_000 },
    );
  });

  it("are refused where the day does not exist or the end is before the beginning", () => {
    const der = certificate(new Date("2025-12-01T00:00:00Z"), new Date("2030-11-20T14:59:59Z"), "TEST USER");
    const text = Buffer.from(der).toString("latin1");
    const change = (from: string, to: string) =>
      Uint8Array.from(Buffer.from(text.replace(from, to), "latin1"));
    expect(readValidity(change("301120145959Z", "300230145959Z"))).toBe("malformed");
    expect(readValidity(change("301120145959Z", "241120145959Z"))).toBe("malformed");
    expect(readValidity(change("301120145959Z", "30112014595+Z"))).toBe("malformed");
  });
});
