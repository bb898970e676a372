import type { FastifyReply, FastifyRequest } from "fastify";

/** A Content-Security-Policy: what each directive allows. */
type Policy = Readonly<Record<string, readonly string[]>>;

/** A policy as the header writes it. */
export function policyOf(policy: Policy): string {
  return Object.entries(policy)
    .map(([directive, allowed]) => [directive, ...allowed].join(" "))
    .join("; ");
}

/** A page needs its own style sheet, pictures and forms, and nothing from anybody else. */
const PAGE_POLICY = {
  "default-src": ["'none'"],
  "style-src": ["'self'"],
  "img-src": ["'self'"],
  "form-action": ["'self'"],
  "base-uri": ["'none'"],
  "frame-ancestors": ["'none'"],
} as const satisfies Policy;

/** No string becomes markup or code but through Lit's templates, which are written and not made. */
export const TRUSTED_TYPES = {
  "require-trusted-types-for": ["'script'"],
  "trusted-types": ["lit-html"],
} as const satisfies Policy;

/** The page of the widget has a script, which asks this server alone. */
export const CHAT_POLICY = {
  ...PAGE_POLICY,
  "script-src": ["'self'"],
  "connect-src": ["'self'"],
  "form-action": ["'none'"],
  ...TRUSTED_TYPES,
} as const satisfies Policy;

/** LINE's own code asks LINE, and loads parts of itself in ways that Trusted Types forbid; from elsewhere none. */
export const LIFF_POLICY = {
  ...PAGE_POLICY,
  "script-src": ["'self'"],
  "connect-src": ["'self'", "https://api.line.me"],
  "form-action": ["'none'"],
} as const satisfies Policy;

const HEADERS: Readonly<Record<string, string>> = {
  "content-security-policy": policyOf(PAGE_POLICY),
  "cache-control": "no-store",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=()",
  // Nothing goes to others. With "no-referrer", browsers would also hide the origin of our own forms
  // from us, and older ones send nothing else to tell them by.
  "referrer-policy": "same-origin",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
};

const TWO_YEARS_S = 63_072_000;

/** The headers that every answer carries; with https also that there is nothing else here. */
export function headersFor(secure: boolean): Readonly<Record<string, string>> {
  return secure ? { ...HEADERS, "strict-transport-security": `max-age=${TWO_YEARS_S}` } : HEADERS;
}

/** Sets the headers that every answer carries. A route may replace one, as files do for their caching. */
export function securityHeaders(secure: boolean) {
  const headers = { ...headersFor(secure) };
  return async (_request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    reply.headers(headers);
  };
}
