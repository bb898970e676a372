import { hash, randomBytes, timingSafeEqual } from "node:crypto";
import type {
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  onRequestAsyncHookHandler,
  preHandlerAsyncHookHandler,
  RouteOptions,
} from "fastify";
import type { SignIn, Store, Transaction } from "../../store/index.ts";
import { Refusal } from "../problems.ts";
import { type Action, isRole, may, type Role } from "./roles.ts";

/** Somebody who is signed in, as one of their requests finds them. */
export interface Session {
  /** A hash of the cookie: nobody can sign in with it. */
  readonly id: string;
  readonly user: { readonly id: string; readonly name: string; readonly role: Role };
  /** What a change has to carry: the header `x-csrf-token`, or a form's field `csrf`. */
  readonly csrf: string;
  /** When this request came, epoch milliseconds. */
  readonly at: number;
}

/** What signing in needs of the house. */
export interface AccessOptions {
  readonly store: Store;
  /** Where the server is reached, without a slash at the end; with https the cookie is bound to it. */
  readonly publicUrl?: string | undefined;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Who does nothing for so long is signed out, and everybody is after the other, whatever they do. */
export const IDLE_MS = 30 * 60_000;
export const ABSOLUTE_MS = 10 * 60 * 60_000;
/** What somebody does is noted once in so long. */
const SEEN_STEP_MS = 60_000;

/** Those who listen hear here that somebody's sign-ins have ended: `{ user }`, or `{ session }` for one alone. */
export const SIGNED_OUT_TOPIC = "desk.signed-out";

declare module "fastify" {
  interface FastifyInstance {
    /** Set by `guard`, for the routes of the desk. */
    deskAccess: AccessOptions;
  }
}

/** Whoever may: with the right to an action, anybody who is signed in, or just anybody. */
export type Rule = Action | "signed_in" | "anyone";

const RULES = new WeakMap<object, Rule>();
const SESSIONS = new WeakMap<FastifyRequest, Promise<Session>>();

/**
 * Guards the routes that are added to `app` from now on: each needs `requires(...)` or `anyone` as its `preHandler`,
 * or the server does not start. Who may not use a route is told so before anything that they sent is read.
 */
export function guard(app: FastifyInstance, options: AccessOptions): void {
  app.decorate("deskAccess", options);
  app.addHook("onRoute", (route) => {
    const rule = ruleOf(route);
    if (rule === undefined) {
      const methods = [route.method].flat().join(" ");
      throw new Error(`${methods} ${route.url} has no rule: add \`preHandler: requires("...")\` (roles.ts).`);
    }
    route.onRequest = [admit(rule), ...[route.onRequest ?? []].flat()];
  });
}

/** Who may use a route; undefined where nothing says so. */
export function ruleOf({ preHandler }: Pick<RouteOptions, "preHandler">): Rule | undefined {
  return [preHandler ?? []]
    .flat()
    .map((handler) => RULES.get(handler))
    .find((rule) => rule !== undefined);
}

/**
 * A `preHandler` that lets those through whose role allows the action, or without one whoever is signed in. What
 * changes something must come from our own pages and carry the session's token. Pages send whoever is not signed
 * in to do so; programs get 401.
 */
export function requires(action?: Action): preHandlerAsyncHookHandler {
  return ruled(action ?? "signed_in", async (request) => {
    if (isChange(request)) requireToken(request, await signedIn(request));
  });
}

/** A `preHandler` of routes that are there for everybody, such as signing in; changes from our own pages alone. */
export const anyone: preHandlerAsyncHookHandler = ruled("anyone", async () => {});

function admit(rule: Rule): onRequestAsyncHookHandler {
  return async (request, reply) => {
    if (isChange(request)) requireOwnOrigin(request);
    if (rule === "anyone") return undefined;
    const session = await signedIn(request).catch((error: unknown) => wayIn(error, request, reply));
    if (session === undefined) return reply;
    if (rule !== "signed_in" && !may(session.user.role, rule)) throw new Refusal("not_allowed");
    return undefined;
  };
}

function ruled(rule: Rule, handler: preHandlerAsyncHookHandler): preHandlerAsyncHookHandler {
  RULES.set(handler, rule);
  return handler;
}

/**
 * Who sent a request to the desk.
 * @throws {Refusal} where nobody is signed in there.
 */
export function signedIn(request: FastifyRequest): Promise<Session> {
  const known = SESSIONS.get(request) ?? read(request);
  SESSIONS.set(request, known);
  return known;
}

/** Whether whoever sent a request is signed in as before: for what takes long, such as a stream of events. */
export async function stillSignedIn(request: FastifyRequest): Promise<boolean> {
  const [before, now] = await Promise.all(
    [signedIn(request), read(request)].map((one) => one.catch(() => undefined)),
  );
  return before !== undefined && now?.user.role === before.user.role;
}

async function read(request: FastifyRequest): Promise<Session> {
  const { store, now, publicUrl } = request.server.deskAccess;
  const cookie = request.cookies[cookieName(publicUrl)];
  if (cookie === undefined || !/^[\w-]{43}$/.test(cookie)) throw new Refusal("not_signed_in");
  const at = now();
  const found = await store.sessions.find(sessionIdOf(cookie));
  if (!found || !isValid(found, at)) throw new Refusal("not_signed_in");
  const { id, role, name } = found.user;
  if (!isRole(role)) throw new Refusal("not_allowed");
  if (isPersons(request) && at - found.seenAt >= SEEN_STEP_MS) {
    await store.transaction((tx) => tx.sessions.seen(found.id, at));
  }
  return { id: found.id, user: { id, name, role }, csrf: csrfOf(cookie), at };
}

function isValid({ createdAt, seenAt, user }: SignIn, at: number): boolean {
  return user.disabledAt === null && at - seenAt < IDLE_MS && at - createdAt < ABSOLUTE_MS;
}

/**
 * A change, or a page that is opened, is somebody's doing. What a page fetches by itself, because something has
 * happened in the queue, keeps nobody signed in.
 */
function isPersons(request: FastifyRequest): boolean {
  return isChange(request) || request.headers["sec-fetch-mode"] === "navigate";
}

function isChange({ method }: FastifyRequest): boolean {
  return method !== "GET" && method !== "HEAD";
}

function requireOwnOrigin(request: FastifyRequest): void {
  const { publicUrl } = request.server.deskAccess;
  const own = [`${request.protocol}://${request.host}`, ...(publicUrl ? [new URL(publicUrl).origin] : [])];
  if (!own.includes(request.headers.origin ?? "")) throw new Refusal("cross_site");
}

function requireToken({ headers, body }: FastifyRequest, { csrf }: Session): void {
  const token = headers["x-csrf-token"] ?? fieldOf(body);
  const given = Buffer.from(typeof token === "string" ? token : "");
  const expected = Buffer.from(csrf);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw new Refusal("stale_form");
}

function fieldOf(body: unknown): unknown {
  return typeof body === "object" && body !== null && "csrf" in body ? body.csrf : undefined;
}

/** A page leads whoever is not signed in to where they can. */
function wayIn(error: unknown, request: FastifyRequest, reply: FastifyReply): undefined {
  const isPage = !isChange(request) && !request.url.startsWith("/desk/api/");
  if (!(error instanceof Refusal) || error.code !== "not_signed_in" || !isPage) throw error;
  void reply.redirect("/desk/sign-in", 303);
  return undefined;
}

/** "__Host-" keeps neighbours on the same domain from setting the cookie; it asks for https. */
export function cookieName(publicUrl: string | undefined): string {
  return isSecure(publicUrl) ? "__Host-tokeru-desk" : "tokeru-desk";
}

/** Whether the desk is reached by https. */
export function isSecure(publicUrl: string | undefined): boolean {
  return publicUrl?.startsWith("https://") ?? false;
}

/** Sends the cookie of a session; it ends with the browser, or before. */
export function sendCookie(reply: FastifyReply, cookie: string): void {
  const { publicUrl } = reply.server.deskAccess;
  reply.setCookie(cookieName(publicUrl), cookie, attributesOf(publicUrl));
}

/** Has the browser forget it. */
export function takeCookieBack(reply: FastifyReply): void {
  const { publicUrl } = reply.server.deskAccess;
  reply.clearCookie(cookieName(publicUrl), attributesOf(publicUrl));
}

function attributesOf(publicUrl: string | undefined) {
  return { path: "/", httpOnly: true, sameSite: "lax", secure: isSecure(publicUrl) } as const;
}

/**
 * Signs somebody in, inside the transaction that has made sure that they may: always under a new id.
 * @returns the cookie, 256 random bits that are kept nowhere else.
 */
export async function openSession(
  tx: Transaction,
  user: string,
  by: "password" | "oidc",
  now: number,
): Promise<string> {
  const cookie = randomBytes(32).toString("base64url");
  await tx.sessions.open({ id: sessionIdOf(cookie), user, detail: { by }, now }, now - IDLE_MS);
  return cookie;
}

/** Ends all sign-ins of somebody, also what is open in their browsers. */
export async function signOutEverywhere(tx: Transaction, user: string): Promise<void> {
  await tx.sessions.closeOf(user);
  tx.notify(SIGNED_OUT_TOPIC, { user });
}

/** The id under which the store keeps a session. */
export function sessionIdOf(cookie: string): string {
  return hash("sha256", `tokeru desk session ${cookie}`, "base64url");
}

/** The token of a session: derived, so that it is kept nowhere either. */
export function csrfOf(cookie: string): string {
  return hash("sha256", `tokeru desk csrf ${cookie}`, "base64url");
}
