import { hash, randomBytes, timingSafeEqual } from "node:crypto";
import type { FastifyRequest } from "fastify";

/**
 * Who somebody is: 256 random bits, issued here and kept by them alone, as a cookie or, in a page of another
 * origin, as a bearer token. The store and the forms get what is derived from it, so reading the database lets
 * nobody take over a conversation, and looking an id up tells nothing about another by its time.
 */
export type VisitorId = string;

/** A new id, 43 characters of base64url. */
export function issueVisitorId(): VisitorId {
  return randomBytes(32).toString("base64url");
}

/** Whether a cookie or token has the form of an id; whether it was issued here, the store knows. */
export function isVisitorId(given: string | undefined): given is VisitorId {
  return given !== undefined && /^[\w-]{43}$/.test(given);
}

/** The bearer token of a request, whatever it is worth; undefined where it carries none. */
export function tokenOf({ headers }: FastifyRequest): string | undefined {
  return /^Bearer +(.*)$/i.exec(headers.authorization ?? "")?.[1];
}

/** The id under which the store keeps the conversation. */
export function rowIdOf(id: VisitorId): string {
  return derive("conversation", id);
}

/** The id under which the store remembers that a turn was taken. */
export function turnIdOf(id: VisitorId, turn: string): string {
  return derive(`turn ${turn}`, id);
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
