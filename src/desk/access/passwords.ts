import { argon2, randomBytes, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";

/**
 * argon2id with 19 MiB, two passes and one lane: the smallest cost that OWASP's Password Storage Cheat Sheet names
 * first, so that a call centre that begins its shift does not fill a small server's memory.
 */
const COST = { memory: 19_456, passes: 2, parallelism: 1 } as const;
const SALT_BYTES = 16;
const TAG_BYTES = 32;

export const SHORTEST = 12;
/** Longer ones would only cost time. */
const LONGEST = 200;
const FEWEST_DIFFERENT = 5;

/** As many at once as leave Node's four threads something for others; who comes later waits. */
const AT_ONCE = 2;
const WAITING = 100;

const derive = promisify(argon2);

/** A hash as it is kept (PHC string format), so that its cost can rise later. */
const PHC = /^\$argon2id\$v=19\$m=(\d{1,8}),t=(\d{1,3}),p=(\d{1,2})\$([\w+/]{11,86})\$([\w+/]{22,86})$/;

/** Too many wait for the same: ask again in a moment. */
export class Crowded extends Error {}

/** Why a password is not taken; undefined: it is. The rest is left to whoever chooses it (NIST SP 800-63B). */
export type Weakness = "short" | "long" | "contains_id" | "monotonous";

/** Looks at a password that somebody chooses for an account. */
export function weaknessOf(password: string, id: string): Weakness | undefined {
  const text = normalised(password);
  const characters = Array.from(text);
  if (characters.length < SHORTEST) return "short";
  if (characters.length > LONGEST) return "long";
  if (new Set(characters).size < FEWEST_DIFFERENT) return "monotonous";
  return text.toLowerCase().includes(id.toLowerCase()) ? "contains_id" : undefined;
}

/** A memory-hard hash of a password, with a salt of its own. */
export async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(SALT_BYTES);
  const tag = await inTurn(() => tagOf(password, nonce, COST, TAG_BYTES));
  const { memory, passes, parallelism } = COST;
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${base64(nonce)}$${base64(tag)}`;
}

/** Stands in for the hash of an account that there is not, so that looking takes as long. */
const NOBODYS = `$argon2id$v=19$m=${COST.memory},t=${COST.passes},p=${COST.parallelism}$${"A".repeat(22)}$${"A".repeat(43)}`;

/**
 * Whether a password is the one of a hash; without a hash it takes as long, and is not.
 * @throws {Crowded} where too many ask at once.
 */
export async function isPassword(password: string, kept: string | null | undefined): Promise<boolean> {
  const [, memory, passes, parallelism, salt = "", tag = ""] = PHC.exec(kept ?? NOBODYS) ?? [];
  const cost = { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) };
  const expected = Buffer.from(tag, "base64");
  // What is longer is nobody's, and takes no longer.
  const given = password.slice(0, LONGEST * 4);
  const made = await inTurn(() => tagOf(given, Buffer.from(salt, "base64"), cost, expected.length));
  return timingSafeEqual(made, expected) && kept != null;
}

/** Whether a text is a hash that `isPassword` can read. */
export function isHash(text: string): boolean {
  return PHC.test(text);
}

async function tagOf(
  password: string,
  nonce: Buffer,
  cost: { memory: number; passes: number; parallelism: number },
  tagLength: number,
): Promise<Buffer> {
  return derive("argon2id", { message: normalised(password), nonce, tagLength, ...cost });
}

/** One and the same, whatever keyboard it comes from. */
function normalised(password: string): string {
  return password.normalize("NFKC");
}

function base64(bytes: Buffer): string {
  return bytes.toString("base64").replace(/=+$/, "");
}

let working = 0;
const waiting: (() => void)[] = [];

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (working >= AT_ONCE) {
    if (waiting.length >= WAITING) throw new Crowded("Too many passwords are being looked at.");
    await new Promise<void>((resolve) => waiting.push(resolve));
  } else working++;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else working--;
  }
}
