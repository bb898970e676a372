import * as v from "valibot";
import type { Store, Transaction, User } from "../../store/index.ts";
import { audited } from "./audited.ts";
import { isHash } from "./passwords.ts";
import { ROLES } from "./roles.ts";
import { signOutEverywhere } from "./session.ts";

/**
 * Ids of accounts made here; none of those under which the audit notes others. Those of people who sign in elsewhere have a dot
 * in theirs, so that they never meet.
 */
const ID = /^(?!(?:resident|operator|probe|unknown)$)[a-z0-9][a-z0-9_-]{0,39}$/;

const id = v.pipe(v.string(), v.regex(/^[a-z0-9.][\w.-]{0,39}$/, "must be an id, for example tanaka"));
const name = v.pipe(
  v.string(),
  v.trim(),
  v.minLength(1, "must be a name, as colleagues see it"),
  v.maxLength(60, "must have at most 60 characters"),
);
const role = v.picklist(ROLES, `must be one of ${ROLES.join(", ")}`);
const password = v.pipe(v.string(), v.check(isHash, "must be a hash"));

/** Something to be done about accounts. A password is a hash before it gets here. */
export const AccountChangeSchema = v.variant("do", [
  v.object({
    do: v.literal("add"),
    id: v.pipe(
      v.string(),
      v.regex(
        ID,
        "must be up to 40 small letters, digits, - and _, and no name of our own such as resident, for example tanaka",
      ),
    ),
    name,
    role,
    password,
  }),
  v.object({ do: v.literal("set_password"), id, password }),
  v.object({ do: v.literal("set_role"), id, role }),
  v.object({ do: v.literal("disable"), id }),
  v.object({ do: v.literal("enable"), id }),
]);
export type AccountChange = v.InferOutput<typeof AccountChangeSchema>;

/** How it went: done, or why not. */
export type Outcome = "done" | "taken" | "unknown" | "elsewhere";

/** Who changes accounts: somebody at the desk, or whoever has the server. */
export interface Changer {
  readonly id: string;
}
export const OPERATOR: Changer = { id: "operator" };

/** Changes an account, and notes it. What takes rights away ends every session of theirs at once. */
export async function changeAccount(
  store: Store,
  by: Changer,
  change: AccountChange,
  now: number,
): Promise<Outcome> {
  return store.transaction(async (tx) => {
    const outcome = await carryOut(tx, change, now);
    if (outcome === "done") {
      const detail = "role" in change ? { role: change.role } : {};
      await audited(tx, { user: by, at: now }, `user.${change.do}`, change.id, detail);
    }
    return outcome;
  });
}

async function carryOut(tx: Transaction, change: AccountChange, now: number): Promise<Outcome> {
  if (change.do === "add") {
    const { id, name, role, password } = change;
    return (await tx.users.add({ id, name, role, password, now })) ? "done" : "taken";
  }
  const user = await tx.users.find(change.id);
  if (!user) return "unknown";
  if (isElsewhere(user, change)) return "elsewhere";
  await tx.users.change(user, changesOf(change, now));
  if (change.do !== "enable") await signOutEverywhere(tx, user.id);
  return "done";
}

/** Password and role of whoever signs in elsewhere are decided there. */
function isElsewhere(user: User, change: AccountChange): boolean {
  return user.subject !== null && (change.do === "set_password" || change.do === "set_role");
}

function changesOf(
  change: Exclude<AccountChange, { do: "add" }>,
  now: number,
): Parameters<Transaction["users"]["change"]>[1] {
  switch (change.do) {
    case "set_password":
      return { password: change.password, misses: 0, lockedUntil: 0 };
    case "set_role":
      return { role: change.role };
    case "disable":
      return { disabledAt: now };
    case "enable":
      return { disabledAt: null, misses: 0, lockedUntil: 0 };
  }
}

/** Somebody as lists show them: nothing of their password but whether there is one. */
export interface Listed {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly signsIn: "here" | "elsewhere";
  readonly disabled: boolean;
  readonly locked: boolean;
}

/** Everybody who has or had an account. */
export async function listAccounts(store: Store, now: number): Promise<readonly Listed[]> {
  const users = await store.users.all();
  return users.map(({ id, name, role, subject, disabledAt, lockedUntil }) => ({
    id,
    name,
    role,
    signsIn: subject === null ? "here" : "elsewhere",
    disabled: disabledAt !== null,
    locked: lockedUntil > now,
  }));
}
