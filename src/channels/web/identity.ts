import { hash, randomBytes, timingSafeEqual } from "node:crypto";

/**
 * Who somebody is: 256 random bits, issued here and kept in their cookie alone. The store and the forms
 * get what is derived from it, so reading the database lets nobody take over a conversation.
 */
export type VisitorId = string;

/** A new id, 43 characters of base64url. */
export function issueVisitorId(): VisitorId {
  return randomBytes(32).toString("base64url");
}

/** Whether a cookie has the form of an id; whether it was issued here, the store knows. */
export function isVisitorId(cookie: string | undefined): cookie is VisitorId {
  return cookie !== undefined && /^[\w-]{43}$/.test(cookie);
}

/** The id under which the store keeps the conversation. */
export function rowIdOf(id: VisitorId): string {
  return derive("conversation", id);
}

/** What a form carries to show that it was made for this visitor. */
export function formTokenOf(id: VisitorId): string {
  return derive("form", id);
}

/** Whether a form was made for this visitor; compared in constant time. */
export function isFormToken(token: string, id: VisitorId): boolean {
  const expected = Buffer.from(formTokenOf(id));
  const given = Buffer.from(token);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function derive(purpose: string, id: VisitorId): string {
  return hash("sha256", `tokeru ${purpose} ${id}`, "base64url");
}
