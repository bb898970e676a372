import type { Transaction, User } from "../../store/index.ts";
import { audited } from "./audited.ts";
import { isPassword } from "./passwords.ts";
import { isRole } from "./roles.ts";
import { type AccessOptions, openSession } from "./session.ts";

/** So many wrong passwords in a row are a person's; from then on each locks the account for twice as long. */
const FREE_MISSES = 5;
const FIRST_LOCK_MS = 60_000;
const LONGEST_LOCK_MS = 60 * 60_000;

/** Id and password as somebody has typed them. */
export interface Typed {
  readonly id: string;
  readonly password: string;
}

/**
 * Signs somebody in who has an account here. The answer is one and takes as long, whether there is no such account,
 * the password is wrong or the account is locked: so nobody learns which accounts there are.
 * @returns the cookie of a new session, or undefined.
 * @throws {Crowded} where too many ask at once.
 */
export async function signInByPassword(
  { store, now }: AccessOptions,
  { id, password }: Typed,
): Promise<string | undefined> {
  const user = await store.users.find(id);
  // Outside the transaction: this takes a tenth of a second, and others must not wait behind it.
  const isRight = await isPassword(password, user?.password);
  return store.transaction(async (tx) => {
    const at = now();
    const found = user && (await tx.users.find(user.id));
    if (!found) {
      // What was typed is not noted: it may be a password in the wrong field.
      await noteFailed(tx, "unknown", "unknown", at);
      return undefined;
    }
    if (found.lockedUntil > at) {
      await noteFailed(tx, found.id, "locked", at);
      return undefined;
    }
    const isSame = found.password === user.password;
    if (isRight && isSame && found.disabledAt === null && isRole(found.role)) return enter(tx, found, at);
    await miss(tx, found, at);
    return undefined;
  });
}

async function enter(tx: Transaction, user: User, at: number): Promise<string> {
  await tx.users.change(user, { misses: 0, lockedUntil: 0 });
  await noteSignIn(tx, user.id, "password", at);
  return openSession(tx, user.id, "password", at);
}

async function miss(tx: Transaction, user: User, at: number): Promise<void> {
  const misses = user.misses + 1;
  const lock = lockAfter(misses);
  await tx.users.change(user, { misses, lockedUntil: at + lock });
  await noteFailed(tx, user.id, user.disabledAt === null ? "password" : "disabled", at);
  if (lock > 0) await audited(tx, { user, at }, "signin.locked", user.id, { minutes: lock / 60_000 });
}

/** For how long so many wrong passwords in a row lock an account, in milliseconds. */
export function lockAfter(misses: number): number {
  if (misses < FREE_MISSES) return 0;
  return Math.min(FIRST_LOCK_MS * 2 ** (misses - FREE_MISSES), LONGEST_LOCK_MS);
}

/** Notes that somebody has signed in, and how. */
export async function noteSignIn(
  tx: Transaction,
  id: string,
  by: "password" | "oidc",
  at: number,
): Promise<void> {
  await audited(tx, { user: { id }, at }, "signin.done", id, { by });
}

/** Notes that somebody could not sign in, and why. */
export async function noteFailed(
  tx: Transaction,
  id: string,
  why: "unknown" | "password" | "locked" | "disabled" | "no_role",
  at: number,
): Promise<void> {
  await audited(tx, { user: { id }, at }, "signin.failed", id, { why });
}
