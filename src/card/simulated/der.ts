/**
 * A certificate for the simulated card: X.509 in form, with synthetic names, a key of fixed bytes and a
 * signature that signs nothing. ITU-T X.690 (DER), RFC 5280 section 4.1.
 */
import { fromHex } from "../hex.ts";

function element(tag: number, ...content: Uint8Array[]): Uint8Array {
  const length = content.reduce((sum, part) => sum + part.length, 0);
  const header =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  const bytes = new Uint8Array(1 + header.length + length);
  bytes.set([tag, ...header]);
  let at = 1 + header.length;
  for (const part of content) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

const ascii = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));
const sequence = (...content: Uint8Array[]) => element(0x30, ...content);
const integer = (...bytes: number[]) => element(0x02, Uint8Array.from(bytes));
const bits = (content: Uint8Array) => element(0x03, Uint8Array.of(0), content);
const objectId = (hex: string) => element(0x06, fromHex(hex));
const generalizedOrUtc = (moment: Date) => {
  const digits = moment.toISOString().replace(/\.\d+Z$|[-:T]/g, "");
  return moment.getUTCFullYear() < 2050
    ? element(0x17, ascii(`${digits.slice(2)}Z`))
    : element(0x18, ascii(`${digits}Z`));
};

const COUNTRY = "550406";
const ORGANISATION = "55040A";
const UNIT = "55040B";
const COMMON_NAME = "550403";
const name = (...parts: [type: string, text: string][]) =>
  sequence(
    ...parts.map(([type, text]) => element(0x31, sequence(objectId(type), element(0x13, ascii(text))))),
  );

const sha256WithRsa = sequence(objectId("2A864886F70D01010B"), element(0x05));
const rsa = sequence(objectId("2A864886F70D010101"), element(0x05));

/** 2048-bit odd number with its highest bit set: an RSA modulus in form only. */
const modulus = integer(0, 0xc1, ...Array.from({ length: 254 }, (_, i) => (i * 73 + 11) & 0xff), 0x01);

/** Fills the certificate to the length of a real one (about 1,580 bytes): a private extension of zeros. */
const padding = element(0xa3, sequence(sequence(objectId("2A03"), element(0x04, new Uint8Array(700)))));

/** A certificate valid between two moments. @returns DER, about 1,550 bytes */
export function certificate(notBefore: Date, notAfter: Date, commonName: string): Uint8Array {
  const issuer = name(
    [COUNTRY, "JP"],
    [ORGANISATION, "TEST JPKI"],
    [UNIT, "TEST JPKI for user authentication"],
    [UNIT, "TEST Japan Agency for Local Authority Information Systems"],
  );
  const signed = sequence(
    element(0xa0, integer(2)),
    integer(1, 2, 3, 4),
    sha256WithRsa,
    issuer,
    sequence(generalizedOrUtc(notBefore), generalizedOrUtc(notAfter)),
    name([COUNTRY, "JP"], [COMMON_NAME, commonName]),
    sequence(rsa, bits(sequence(modulus, integer(1, 0, 1)))),
    padding,
  );
  return sequence(signed, sha256WithRsa, bits(new Uint8Array(256)));
}
