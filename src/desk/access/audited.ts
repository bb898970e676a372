import type { Transaction } from "../../store/index.ts";

/** Whose doing it is, and when: a session is one. */
export interface Doer {
  readonly user: { readonly id: string };
  /** Epoch milliseconds. */
  readonly at: number;
}

/**
 * Notes who did what to what, in the transaction in which it is done, so that there is none of one without the
 * other. `detail` is small JSON without anything that somebody wrote.
 */
export async function audited(
  tx: Transaction,
  { user, at }: Doer,
  action: string,
  subject: string,
  detail: Readonly<Record<string, string | number | boolean | null>> = {},
): Promise<void> {
  await tx.audit.add({ at, actor: user.id, action, subject, detail });
}
