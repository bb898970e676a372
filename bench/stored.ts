import { createHash } from "node:crypto";

/** The cookie of one of the visitors whose conversations a measurement puts into the store beforehand. */
export function storedVisitor(n: number): string {
  return createHash("sha256").update(`stored visitor ${n}`).digest("base64url");
}
