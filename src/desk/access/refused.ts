import { words } from "./wording.ts";

const STATUS = { signed_out: 401, not_allowed: 403, cross_site: 403, stale_page: 403 } as const;

/** Why the desk does not let somebody do something. `message` may be shown to them. */
export class Refused extends Error {
  readonly code: keyof typeof STATUS;
  readonly statusCode: number;
  constructor(code: keyof typeof STATUS) {
    super(words(`refused.${code}`));
    this.name = "Refused";
    this.code = code;
    this.statusCode = STATUS[code];
  }
}
