import type { Role } from "../../../src/desk/access/roles.ts";
import { cookieName, csrfOf, openSession } from "../../../src/desk/access/session.ts";
import type { Store } from "../../../src/store/index.ts";

/** Where `inject()` asks when it is not told. */
const INJECTED = "http://localhost:80";

/** Somebody who is signed in to the desk. */
export interface SignedIn {
  readonly user: { readonly id: string; readonly name: string; readonly role: Role };
  readonly csrf: string;
  /** For `inject()` or `fetch()`: cookie, token and origin, for changes too. */
  readonly headers: { readonly cookie: string; readonly "x-csrf-token": string; readonly origin: string };
  /** For `context.addCookies([...])` of Playwright. */
  readonly cookie: {
    readonly name: string;
    readonly value: string;
    readonly url: string;
    readonly httpOnly: true;
    readonly sameSite: "Lax";
  };
}

/** What a test may want otherwise. */
export interface Wanted {
  readonly id?: string;
  readonly name?: string;
  /** Where the desk is asked, without a slash at the end. */
  readonly server?: string;
  /** The desk's `publicUrl`, where it has one: with https the cookie has another name. */
  readonly publicUrl?: string;
  /** The clock of the desk. */
  readonly now?: number;
}

/** Makes a user with a role, where there is none of that id, and signs them in. */
export async function signedInAs(store: Store, role: Role, wanted: Wanted = {}): Promise<SignedIn> {
  const { id = role, name = `架空 ${id}`, server = INJECTED, publicUrl, now = Date.now() } = wanted;
  const cookie = await store.transaction(async (tx) => {
    await tx.users.add({ id, name, role, now });
    return openSession(tx, id, "password", now);
  });
  const csrf = csrfOf(cookie);
  const cookieHeader = `${cookieName(publicUrl)}=${cookie}`;
  return {
    user: { id, name, role },
    csrf,
    headers: { cookie: cookieHeader, "x-csrf-token": csrf, origin: publicUrl ?? server },
    cookie: {
      name: cookieName(publicUrl),
      value: cookie,
      url: publicUrl ?? server,
      httpOnly: true,
      sameSite: "Lax",
    },
  };
}
