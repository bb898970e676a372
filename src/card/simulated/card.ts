/**
 * A simulated My Number Card: answers commands as the published sources say the chip does. For tests and
 * demonstrations; it holds nothing real, and its PINs are synthetic.
 *
 * Read in sources (applications.ts): files, tries, status words, 6F00 at power-up, select by AID prefix,
 * 6A86 and then 9000 for `00 A4 00 00`, verified state that outlives a warm reset. Guesses of ours: P2
 * other than 0C gives 6A86, VERIFY on a file that is no key 6981, VERIFY with Le and no data 6700.
 */
import { applications, counterFiles, type ApplicationId, type CountedSecret } from "../applications.ts";
import { fromHex, toHex } from "../hex.ts";
import { certificate } from "./der.ts";

export const cardKinds = ["card", "child", "juki_card", "android", "iphone"] as const;

/**
 * card       My Number Card with both certificates
 * child      My Number Card without a signature certificate (under 15)
 * juki_card  住民基本台帳カード, the card before it
 * android, iphone   certificates on a phone: 公的個人認証AP only
 */
export type CardKind = (typeof cardKinds)[number];

/** A secret, or one of its counters: `code_b` is both, `code_b@card_face` one. */
export type CounterName = CountedSecret | `${CountedSecret}@${ApplicationId}`;

export type CardProfile = {
  kind: CardKind;
  /** Tries left; what is not named is full. */
  left: Partial<Record<CounterName, number>>;
  /** Secrets verified by another program in this power session. */
  verified: readonly CounterName[];
  /** What a blocked counter answers to the query. */
  blockedAnswer: "63C0" | "6983" | "6984";
  /** What a verified key answers to the query: 9000, or its counter. */
  verifiedAnswer: "9000" | "counter";
  /** The first command after power-up answers 6F00. */
  firstCommandFails: boolean;
  missing: readonly ApplicationId[];
  licence: boolean;
  certificate: { notBefore: Date; notAfter: Date } | null;
  atr: string;
};

export const ordinaryCard: CardProfile = {
  kind: "card",
  left: {},
  verified: [],
  blockedAnswer: "63C0",
  verifiedAnswer: "9000",
  firstCommandFails: false,
  missing: [],
  licence: false,
  certificate: {
    notBefore: new Date("2025-12-01T00:00:00Z"),
    notAfter: new Date("2030-11-20T14:59:59Z"),
  },
  // A contact card's, as in OpenSC's list.
  atr: "3BE000FF8131FE4514",
};

/** Synthetic values, the same on every simulated card; no two secrets share one, so a mix-up shows. */
export const syntheticPins: { readonly [secret in CountedSecret]: string } = {
  sign_pw: "TEST00",
  phone_sign_pw: "TEST00",
  user_pin: "0000",
  phone_user_pin: "0000",
  kenmen_pin: "1111",
  juki_pin: "2222",
  code_a: "000000000000",
  code_b: "00000000000000",
  birth_pin: "000000",
  licence_pin: "3333",
};

type Key = { kind: "key"; pin: string; left: number; max: number; verified: boolean };
type Data = { kind: "data"; content: Uint8Array; needs?: Key };
type File = Key | Data;

type Command = {
  cla: number;
  ins: number;
  p1: number;
  p2: number;
  data: Uint8Array;
  le: number | undefined;
  length: number;
};

const SELECT = 0xa4;
const VERIFY = 0x20;
const READ_BINARY = 0xb0;

const tokenOf: { readonly [kind in CardKind]: string } = {
  card: "JPKIAPICCTOKEN2",
  child: "JPKIAPICCTOKEN2",
  juki_card: "JPKIAPICCTOKEN",
  android: "JPKIAPGPSETOKEN",
  iphone: "JPKIAPIOSTOKEN",
};

/** Full counters of the simulated card, also where no public page gives the number. */
const fullCounter: { readonly [secret in CountedSecret]: number } = {
  sign_pw: 5,
  phone_sign_pw: 5,
  user_pin: 3,
  phone_user_pin: 3,
  kenmen_pin: 3,
  juki_pin: 3,
  code_a: 10,
  code_b: 10,
  birth_pin: 10,
  licence_pin: 10,
};

/** ISO 7816-4 cases 1 to 4, short and extended. */
function parse(apdu: Uint8Array): Command | undefined {
  const [cla = 0, ins = 0, p1 = 0, p2 = 0, first, second = 0, third = 0] = apdu;
  const command = { cla, ins, p1, p2, data: new Uint8Array(), le: undefined, length: apdu.length };
  const body = apdu.subarray(4);
  if (apdu.length < 4) return undefined;
  if (first === undefined) return command;
  if (body.length === 1) return { ...command, le: first === 0 ? 256 : first };
  const isExtended = first === 0 && body.length > 2;
  if (isExtended && body.length === 3) return { ...command, le: second * 256 + third || 65536 };
  const [lc, begin] = isExtended ? [second * 256 + third, 3] : [first, 1];
  const data = body.subarray(begin, begin + lc);
  const rest = body.subarray(begin + lc);
  if (data.length < lc || rest.length > (isExtended ? 2 : 1)) return undefined;
  if (rest.length === 0) return { ...command, data };
  const le = rest.reduce((sum, byte) => sum * 256 + byte, 0) || 256 ** rest.length;
  return { ...command, data, le };
}

/** SELECT, READ BINARY and RECORD, GET RESPONSE, GET DATA: commands that only read. ISO 7816-4. */
const readingOnly: ReadonlySet<number> = new Set([SELECT, READ_BINARY, 0xb1, 0xb2, 0xb3, 0xc0, 0xca, 0xcb]);

/** Commands that may cost a try, use a key or change the card: any of these from the probe is a fault. */
function isDangerous(apdu: Uint8Array): boolean {
  const [cla = 0, ins = 0] = apdu;
  const isQuery = ins === VERIFY && apdu.length === 4;
  return cla !== 0 || !(isQuery || readingOnly.has(ins));
}

export class SimulatedCard {
  readonly profile: CardProfile;
  readonly #applications: Map<string, Map<string, File>>;
  #powered = false;
  #hadCommand = false;
  #application: Map<string, File> | undefined;
  #file: File | undefined;

  /** Commands received that could have cost a try or changed the card, in hex. */
  readonly dangerous: string[] = [];
  /** Number of commands received. */
  received = 0;

  constructor(profile: Partial<CardProfile> = {}) {
    this.profile = { ...ordinaryCard, ...profile };
    this.#applications = applicationsOf(this.profile);
  }

  get atr(): Uint8Array {
    return fromHex(this.profile.atr);
  }

  /** Tries left of a counter; both of a secret with two have to be asked one by one. */
  triesLeft(secret: CountedSecret, application?: ApplicationId): number | undefined {
    return this.#keys(application ? `${secret}@${application}` : secret)[0]?.left;
  }

  /** Changes counters while the card is in use, as another program's attempts would. */
  setTries(name: CounterName, left: number): void {
    for (const key of this.#keys(name)) key.left = left;
  }

  powerOn(): void {
    this.#powered = true;
    this.#hadCommand = false;
    this.reset();
  }

  /** Power-down clears what was verified. */
  powerOff(): void {
    this.#powered = false;
    for (const files of this.#applications.values()) {
      for (const file of files.values()) if (file.kind === "key") file.verified = false;
    }
    this.reset();
  }

  /** Warm reset: nothing is selected; what was verified stays so (myna-card). */
  reset(): void {
    this.#application = undefined;
    this.#file = undefined;
  }

  /** One command in, one answer out: data and two status bytes. Any bytes are taken, as a chip takes them. */
  answer(apdu: Uint8Array): Uint8Array {
    if (!this.#powered) this.powerOn();
    this.received++;
    if (isDangerous(apdu)) this.dangerous.push(toHex(apdu));
    const isFirst = !this.#hadCommand;
    this.#hadCommand = true;
    if (isFirst && this.profile.firstCommandFails) return fromHex("6F00");
    const command = parse(apdu);
    return command ? this.#run(command) : fromHex("6700");
  }

  #run(command: Command): Uint8Array {
    if (command.cla !== 0) return fromHex("6E00");
    if (command.ins === SELECT) return fromHex(this.#select(command));
    if (command.ins === VERIFY) return fromHex(this.#verify(command));
    if (command.ins === READ_BINARY) return this.#read(command);
    return fromHex("6D00");
  }

  #select({ p1, p2, data }: Command): string {
    const isMasterFile = p1 === 0 && p2 === 0;
    if (isMasterFile && data.length === 0) return this.#application ? "9000" : "6A86";
    if (isMasterFile) return "6A82";
    if (p2 !== 0x0c) return "6A86";
    if (p1 === 0x04) return this.#selectApplication(toHex(data));
    if (p1 === 0x02) return this.#selectFile(toHex(data));
    return "6A86";
  }

  #selectApplication(aid: string): string {
    const found = [...this.#applications].find(([full]) => aid.length >= 10 && full.startsWith(aid));
    if (!found) return "6A82";
    this.#application = found[1];
    this.#file = undefined;
    return "9000";
  }

  #selectFile(ef: string): string {
    const file = this.#application?.get(ef);
    if (!file) return "6A82";
    this.#file = file;
    return "9000";
  }

  /** P2 80 means the current file; its lower five bits, where set, name a file of the current application. */
  #addressed(shortId: number): File | undefined {
    if (shortId === 0) return this.#file;
    return this.#application?.get(shortId.toString(16).toUpperCase().padStart(4, "0"));
  }

  #verify({ p1, p2, data, length }: Command): string {
    if (p1 !== 0 || (p2 & 0x80) === 0) return "6A86";
    const key = this.#addressed(p2 & 0x1f);
    if (!key) return "6986";
    if (key.kind !== "key") return "6981";
    if (length === 4) return this.#triesAnswer(key);
    if (data.length === 0) return "6700";
    if (key.left === 0) return "6984";
    if (String.fromCharCode(...data) === key.pin) {
      key.left = key.max;
      key.verified = true;
      return "9000";
    }
    key.left--;
    key.verified = false;
    return `63C${key.left.toString(16).toUpperCase()}`;
  }

  #triesAnswer(key: Key): string {
    if (key.verified && this.profile.verifiedAnswer === "9000") return "9000";
    return key.left === 0 ? this.profile.blockedAnswer : `63C${key.left.toString(16).toUpperCase()}`;
  }

  #read({ p1, p2, le }: Command): Uint8Array {
    const isShortId = (p1 & 0x80) !== 0;
    const file = isShortId ? this.#addressed(p1 & 0x1f) : this.#file;
    const offset = isShortId ? p2 : p1 * 256 + p2;
    if (!file) return fromHex("6986");
    if (file.kind === "key") return fromHex("6981");
    if (file.needs && !file.needs.verified) return fromHex("6982");
    if (offset > file.content.length || le === undefined) return fromHex("6B00");
    return Uint8Array.of(...file.content.subarray(offset, offset + le), 0x90, 0x00);
  }

  #keys(name: CounterName): Key[] {
    return rowsOf(name)
      .map(({ application, ef }) => this.#applications.get(applications[application].aid)?.get(ef))
      .filter((file) => file?.kind === "key");
  }
}

/** The rows of the table that a counter's name means. */
function rowsOf(name: string) {
  const [secret, application] = name.split("@");
  return counterFiles.filter(
    (row) =>
      (row.secret === secret || row.phoneSecret === secret) &&
      (application === undefined || row.application === application),
  );
}

/** True for `code_b`, `code_b@card_face`; false for what no counter is called. */
export function isCounterName(name: string): name is CounterName {
  return rowsOf(name).length > 0;
}

function applicationsOf(profile: CardProfile): Map<string, Map<string, File>> {
  const cards = new Map<string, Map<string, File>>();
  const isPhone = profile.kind === "android" || profile.kind === "iphone";
  for (const row of counterFiles) {
    if (profile.missing.includes(row.application)) continue;
    if (row.application === "licence" && !profile.licence) continue;
    if (isPhone && row.application !== "jpki") continue;
    const { aid } = applications[row.application];
    const files = cards.get(aid) ?? new Map<string, File>();
    files.set(row.ef, keyOf(row, profile));
    cards.set(aid, files);
  }
  const inputSupport = cards.get(applications.input_support.aid);
  // Issued blocked (myna-card BLOCKED_0012).
  inputSupport?.set("0012", { kind: "key", pin: "", left: 0, max: 0, verified: false });
  const jpki = cards.get(applications.jpki.aid);
  if (jpki) addJpkiFiles(jpki, profile);
  return cards;
}

function keyOf(row: (typeof counterFiles)[number], { left, verified }: CardProfile): Key {
  const names = [row.secret, row.phoneSecret].filter((name) => name !== undefined);
  const all = names.flatMap((name): CounterName[] => [`${name}@${row.application}`, name]);
  const max = fullCounter[row.secret];
  const chosen = all.map((name) => left[name]).find((tries) => tries !== undefined);
  return {
    kind: "key",
    pin: syntheticPins[row.secret],
    left: chosen ?? max,
    max,
    verified: all.some((name) => verified.includes(name)),
  };
}

function addJpkiFiles(files: Map<string, File>, profile: CardProfile): void {
  const signKey = files.get("001B");
  const hasSignCertificate = profile.kind !== "child";
  const label = tokenOf[profile.kind].padEnd(32, " ").padEnd(160, "\0");
  files.set("0006", {
    kind: "data",
    content: Uint8Array.from(label, (character) => character.charCodeAt(0)),
  });
  const present = (is: boolean) => (is ? 0x8f : 0x00);
  files.set("0008", {
    kind: "data",
    content: Uint8Array.of(present(hasSignCertificate), present(profile.certificate !== null), 0),
  });
  const { notBefore, notAfter } = profile.certificate ?? ordinaryDates;
  const authority = certificate(ordinaryDates.notBefore, ordinaryDates.notAfter, "TEST CA");
  files.set("0002", { kind: "data", content: authority });
  files.set("000B", { kind: "data", content: authority });
  if (profile.certificate) {
    files.set("000A", { kind: "data", content: certificate(notBefore, notAfter, "TEST USER") });
  }
  if (hasSignCertificate && signKey?.kind === "key") {
    files.set("0001", {
      kind: "data",
      content: certificate(notBefore, notAfter, "TEST SIGNER"),
      needs: signKey,
    });
  }
}

const ordinaryDates = {
  notBefore: new Date("2020-01-01T00:00:00Z"),
  notAfter: new Date("2045-01-01T00:00:00Z"),
};
