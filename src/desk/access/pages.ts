import { type Action, may, type Role } from "./roles.ts";

/** Pages of the desk, by what it takes to see them; the first that somebody may see is theirs to begin with. */
const PAGES = {
  queue: { path: "/desk", needs: "handoff.see" },
  users: { path: "/desk/users", needs: "users.manage" },
  audit: { path: "/desk/audit", needs: "audit.see" },
  insights: { path: "/desk/insights", needs: "insights.see" },
  password: { path: "/desk/password", needs: undefined },
} as const satisfies Record<string, { readonly path: string; readonly needs: Action | undefined }>;

/** Those that a role may see: name and path. */
export function pagesOf(role: Role): readonly (readonly [name: string, path: string])[] {
  return Object.entries(PAGES)
    .filter(([, { needs }]) => needs === undefined || may(role, needs))
    .map(([name, { path }]) => [name, path]);
}

/** Where somebody with a role begins. */
export function homeOf(role: Role): string {
  return pagesOf(role)[0]?.[1] ?? "/desk";
}
