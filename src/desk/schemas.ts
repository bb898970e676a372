import { LANGS } from "../language/index.ts";
import { LONGEST_MESSAGE } from "../channels/thread.ts";

/*
 * What the desk's API takes, as JSON Schema: Fastify checks by it. What it gives is typed in view.ts.
 */

const MOST = 100;
const once = { type: "string", minLength: 8, maxLength: MOST, pattern: "^[\\w-]+$" } as const;
const name = { type: "string", minLength: 1, maxLength: MOST } as const;
const typed = { type: "string", minLength: 1, maxLength: LONGEST_MESSAGE, pattern: "\\S" } as const;

/** `/:id` of a hand-off. */
export const HANDOFF = {
  params: { type: "object", required: ["id"], properties: { id: { type: "integer", minimum: 1 } } },
} as const;

function body(properties: Readonly<Record<string, object>>, required: readonly string[] = []) {
  return { ...HANDOFF, body: { type: "object", additionalProperties: false, required, properties } };
}

/** `from`: whom it is taken over from. */
export const TAKE = body({ id: once, from: name });
export const DO = body({ id: once });
/** `to: null`: back to the queue. */
export const TRANSFER = body({ id: once, to: { ...name, type: ["string", "null"] } }, ["to"]);
export const WRITE = body({ id: once, text: typed }, ["id", "text"]);

const LANGUAGE_ALONE = {
  if: { required: ["value"] },
  // oxlint-disable-next-line unicorn/no-thenable -- JSON Schema's own word
  then: { properties: { command: { const: "language" } } },
};

/** A turn on the flow, of a hand-off or of a call: exactly one of these. */
export const TURN_BODY = {
  type: "object",
  additionalProperties: false,
  required: ["id"],
  properties: {
    id: once,
    choose: name,
    node: name,
    text: typed,
    change: name,
    command: { enum: ["back", "restart", "language"] },
    value: { enum: LANGS },
  },
  oneOf: [
    { required: ["choose"] },
    { required: ["text"] },
    { required: ["change"] },
    { required: ["command"], ...LANGUAGE_ALONE },
  ],
} as const;
export const TURN = { ...HANDOFF, body: TURN_BODY };
