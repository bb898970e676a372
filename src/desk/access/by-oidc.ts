import { hash } from "node:crypto";
import { Conflict, type Transaction, type User } from "../../store/index.ts";
import { audited } from "./audited.ts";
import { noteFailed, noteSignIn } from "./by-password.ts";
import type { Person } from "./oidc.ts";
import type { Role } from "./roles.ts";
import { type AccessOptions, openSession, signOutEverywhere } from "./session.ts";

const ID_CHARACTERS = 16;

/** How signing in elsewhere has ended: the cookie of a new session, or why there is none. */
export type Entered = { readonly cookie: string } | "no_role" | "disabled";

/**
 * Signs somebody in whom the provider knows. Who comes for the first time gets an account; name and role are at each
 * time as the provider says, and who has no role there any more has none here.
 */
export async function enterFromElsewhere({ store, now }: AccessOptions, person: Person): Promise<Entered> {
  const at = now();
  return store.transaction(async (tx) => {
    const found = await tx.users.findBySubject(person.subject);
    const id = found?.id ?? idOf(person.subject);
    if (person.role === undefined) return refuse(tx, id, "no_role", at);
    if (found && found.disabledAt !== null) return refuse(tx, id, "disabled", at);
    if (found) await update(tx, found, person.name, person.role, at);
    else await add(tx, { ...person, id, role: person.role }, at);
    await noteSignIn(tx, id, "oidc", at);
    return { cookie: await openSession(tx, id, "oidc", at) };
  });
}

/** The dot keeps it apart from every id that is made here. */
function idOf(subject: string): string {
  return `oidc.${hash("sha256", subject, "base64url").slice(0, ID_CHARACTERS)}`;
}

async function refuse(
  tx: Transaction,
  id: string,
  why: "no_role" | "disabled",
  at: number,
): Promise<"no_role" | "disabled"> {
  await noteFailed(tx, id, why, at);
  await signOutEverywhere(tx, id);
  return why;
}

async function add(
  tx: Transaction,
  { id, name, role, subject }: Person & { readonly id: string; readonly role: Role },
  at: number,
): Promise<void> {
  if (!(await tx.users.add({ id, name, role, subject, now: at }))) {
    throw new Conflict("Somebody signs in for the first time twice at once.");
  }
  await audited(tx, { user: { id }, at }, "user.add", id, { role });
}

async function update(tx: Transaction, found: User, name: string, role: Role, at: number): Promise<void> {
  if (found.role !== role) {
    await signOutEverywhere(tx, found.id);
    await audited(tx, { user: found, at }, "user.set_role", found.id, { role });
  }
  if (found.role !== role || found.name !== name) await tx.users.change(found, { name, role });
}
