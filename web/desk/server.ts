import type { Problem } from "../../src/desk/view.ts";

/** Longer than a slow line needs, and short enough to say that something is wrong. */
const PATIENCE_MS = 15_000;

/** Nobody answers just now; trying again may help. */
export class Unreachable extends Error {}

/** Whoever sat here has to sign in again. */
export class SignedOut extends Error {}

/** It is not done, and trying again would not help; the message is for whoever sits there. */
export class Refused extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, problem: Partial<Problem>) {
    super(problem.error?.message ?? "");
    this.status = status;
    this.code = problem.error?.code ?? "";
  }
}

/** Asks the desk's server; `path` is below `/desk/api`. */
export type Ask = <T>(method: "GET" | "POST" | "PUT" | "DELETE", path: string, body?: object) => Promise<T>;

/** `csrf` is what the session has to be vouched for with, as soon as it is known. */
export function askWith(csrf: () => string): Ask {
  return async <T>(method: string, path: string, body?: object): Promise<T> => {
    const response = await reached(`/desk/api${path}`, {
      method,
      headers: {
        accept: "application/json",
        ...(method !== "GET" && { "x-csrf-token": csrf() }),
        ...(body && { "content-type": "application/json" }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (response.status === 204) return undefined as T;
    const answer = await readJson(response);
    if (response.ok) return answer as T;
    throw new Refused(response.status, answer as Partial<Problem>);
  };
}

/** Ends the session; where it has ended already, that is as well. */
export async function signOut(csrf: string): Promise<void> {
  await reached("/desk/sign-out", { method: "POST", headers: { "x-csrf-token": csrf } }).catch(passOver);
}

function passOver(error: unknown): void {
  if (!(error instanceof SignedOut)) throw error;
}

async function reached(address: string, init: RequestInit): Promise<Response> {
  const response = await fetch(address, {
    ...init,
    credentials: "same-origin",
    redirect: "manual",
    signal: AbortSignal.timeout(PATIENCE_MS),
  }).catch((cause: unknown) => {
    throw new Unreachable("no answer", { cause });
  });
  if (response.status === 401) throw new SignedOut();
  if (response.status >= 500 || response.status === 429) throw new Unreachable(String(response.status));
  return response;
}

/** What is cut off, or comes from something in between, is no answer. */
async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch (cause) {
    throw new Unreachable("no JSON", { cause });
  }
}
