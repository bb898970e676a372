/**
 * Reads the two dates of an X.509 certificate and nothing else: subject and serial number, which say
 * whose card it is, are stepped over or not even asked for. RFC 5280 section 4.1; DER is ITU-T X.690.
 */
import type { CertificateValidity } from "./report.ts";

type Element = { tag: number; start: number; end: number };

const SEQUENCE = 0x30;
const INTEGER = 0x02;
const VERSION = 0xa0;
const UTC_TIME = 0x17;
const GENERALIZED_TIME = 0x18;

class Incomplete extends Error {}
class Malformed extends Error {}

function byteAt(bytes: Uint8Array, at: number): number {
  const byte = bytes[at];
  if (byte === undefined) throw new Incomplete();
  return byte;
}

/** Header of the element at `at`: definite length of at most three bytes; the content may not be here yet. */
function elementAt(bytes: Uint8Array, at: number, ...tags: number[]): Element {
  const tag = byteAt(bytes, at);
  if (!tags.includes(tag)) throw new Malformed();
  const first = byteAt(bytes, at + 1);
  if (first < 0x80) return { tag, start: at + 2, end: at + 2 + first };
  const lengthBytes = first & 0x7f;
  if (lengthBytes === 0 || lengthBytes > 3) throw new Malformed();
  let length = 0;
  for (let i = 0; i < lengthBytes; i++) length = length * 256 + byteAt(bytes, at + 2 + i);
  return { tag, start: at + 2 + lengthBytes, end: at + 2 + lengthBytes + length };
}

/** UTCTime `YYMMDDHHMMSSZ` or GeneralizedTime `YYYYMMDDHHMMSSZ`, the forms RFC 5280 4.1.2.5 allows. */
function momentOf(bytes: Uint8Array, { tag, start, end }: Element): Date {
  if (end > bytes.length) throw new Incomplete();
  const digits = String.fromCharCode(...bytes.subarray(start, Math.min(end, start + 16)));
  const form =
    tag === UTC_TIME ? /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/ : /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/;
  const [year = Number.NaN, ...rest] = form.exec(digits)?.slice(1).map(Number) ?? [];
  const fullYear = tag === UTC_TIME ? (year < 50 ? 2000 : 1900) + year : year;
  const [month = 0, day = 0, hour = 0, minute = 0, second = 0] = rest;
  const moment = new Date(Date.UTC(fullYear, month - 1, day, hour, minute, second));
  // Date.UTC rolls 31 February over into March: such a date is not one.
  const isSame =
    moment.getUTCMonth() === month - 1 && moment.getUTCDate() === day && moment.getUTCHours() === hour;
  if (!isSame || moment.getUTCMinutes() !== minute || moment.getUTCSeconds() !== second)
    throw new Malformed();
  return moment;
}

function validityAt(bytes: Uint8Array): CertificateValidity {
  const certificate = elementAt(bytes, 0, SEQUENCE);
  const signed = elementAt(bytes, certificate.start, SEQUENCE);
  const first = elementAt(bytes, signed.start, VERSION, INTEGER);
  const serial = first.tag === VERSION ? elementAt(bytes, first.end, INTEGER) : first;
  const algorithm = elementAt(bytes, serial.end, SEQUENCE);
  const issuer = elementAt(bytes, algorithm.end, SEQUENCE);
  const validity = elementAt(bytes, issuer.end, SEQUENCE);
  const notBefore = elementAt(bytes, validity.start, UTC_TIME, GENERALIZED_TIME);
  const notAfter = elementAt(bytes, notBefore.end, UTC_TIME, GENERALIZED_TIME);
  const [begins, ends] = [momentOf(bytes, notBefore), momentOf(bytes, notAfter)];
  if (notAfter.end !== validity.end || begins > ends) throw new Malformed();
  return { not_before: begins.toISOString(), not_after: ends.toISOString() };
}

/**
 * The dates of a certificate, or of the beginning of one.
 * @returns `incomplete` where more bytes are needed, `malformed` where more bytes would not help.
 */
export function readValidity(bytes: Uint8Array): CertificateValidity | "incomplete" | "malformed" {
  try {
    return validityAt(bytes);
  } catch (error) {
    if (error instanceof Incomplete) return "incomplete";
    if (error instanceof Malformed) return "malformed";
    throw error;
  }
}
