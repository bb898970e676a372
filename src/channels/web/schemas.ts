import { COMMANDS, RATINGS, SECTION_IDS } from "../../assistant/index.ts";
import { GUARDED_KINDS, LANGS } from "../../language/index.ts";
import { PROBLEM_CODES } from "./problems.ts";

/*
 * What the API takes and gives, as JSON Schema: Fastify checks and writes by it, and the OpenAPI document
 * is made of it. The shapes are those of `renderReply`, which `tokeru chat --json` speaks too.
 */

type Schema = Readonly<Record<string, unknown>>;

const text = { type: "string" } as const;
const texts = { type: "array", items: text } as const;
const numberOrNull = { type: ["number", "null"] } as const;

function object(properties: Readonly<Record<string, Schema>>, optional: readonly string[] = []): Schema {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: "object", required, properties };
}

/** fast-json-stringify writes `null` for what may be absent without trying schemas one after the other. */
function orNull(schema: Schema): Schema {
  return { ...schema, type: ["object", "null"] };
}

function list(items: Schema): Schema {
  return { type: "array", items };
}

function described(description: string, schema: Schema): Schema {
  return { ...schema, description };
}

const beside = described(
  "In Japanese for the clerk, and in the resident's language.",
  object({ ja: text, own: text }),
);

const slip = object({
  fallback: described("Another way comes first; for whoever has to go to a counter after all.", {
    type: "boolean",
  }),
  title: beside,
  request: beside,
  facts: list(beside),
  counters: list(
    object({
      secret: text,
      name: beside,
      applications: texts,
      left: described("null: nobody has read it. Never to be shown as not locked.", numberOrNull),
      state: beside,
      concerned: { type: "boolean" },
    }),
  ),
  readAt: described("When the counters were read; null: they were not.", orNull(beside)),
  bring: list(beside),
  day: text,
  factsVersion: text,
  notice: orNull(beside),
});

const outcome = object({
  rule: text,
  diagnosis: object({ situation: text, secret: text, applications: texts }),
  route: text,
  alternatives: texts,
  stores: texts,
  bring: texts,
  visits: numberOrNull,
  same_day: { type: ["boolean", "null"] },
  cost_yen: numberOrNull,
  caveats: texts,
  unknowns: texts,
  contradictions: list(object({ field: text, said: text, found: text })),
  sources: list(object({ id: text, checked: text })),
  grounded: object({ on: { type: "string", enum: ["answers", "card"] }, readAt: { type: "number" } }, [
    "readAt",
  ]),
  factsVersion: text,
  sections: described(
    "The same in words, in the order in which to say it.",
    list(object({ id: { type: "string", enum: SECTION_IDS }, heading: text, lines: texts })),
  ),
  slip: described("null where no clerk is involved.", orNull(slip)),
});

const talk = object({
  state: described("`over`: there are messages that can still be read.", {
    type: "string",
    enum: ["waiting", "talking", "over"],
  }),
  since: described("Epoch milliseconds.", { type: "number" }),
  open: described("Somebody is at the desk now.", { type: "boolean" }),
  about: described("What to expect while waiting.", texts),
  messages: described(
    "What was written, the oldest first; what was masked stays masked.",
    list(
      object({
        id: { type: "integer" },
        from: { type: "string", enum: ["you", "desk"] },
        text,
        at: described("Epoch milliseconds.", { type: "number" }),
      }),
    ),
  ),
});

const conversation: Schema = {
  $id: "Conversation",
  ...object({
    rev: described("Rises with every change of the conversation.", { type: "integer" }),
    lang: { type: "string", enum: LANGS },
    city: text,
    cityName: described("null where the server is not a city's.", { type: ["string", "null"] }),
    alert: described("What everybody is to know now, for the top of a page.", { type: ["string", "null"] }),
    node: described('The question\'s name, or "outcome".', text),
    say: described("What to say, in paragraphs: notices first, then the question or the outcome.", texts),
    notices: described("The part of `say` that tells what became of the input.", texts),
    help: described("Helps to answer the question.", { type: ["string", "null"] }),
    picture: described(
      "A drawing that explains it better than words.",
      orNull(object({ id: text, alt: text })),
    ),
    choices: list(
      object({
        value: text,
        label: text,
        short: described("The label in at most 20 UTF-16 units.", text),
      }),
    ),
    suggested: described("The choice that typed words spoke for; to be shown as the likely one.", {
      type: ["string", "null"],
    }),
    answers: described(
      "What was answered so far. `change` with a `node` opens that question again.",
      list(object({ node: text, value: text, by: text, question: text, label: text })),
    ),
    outcome: described("null until the last question is answered.", orNull(outcome)),
    rated: described("What was said of the outcome with `rate`; null: nothing yet.", {
      type: ["string", "null"],
    }),
    person: described(
      "The talk with a person of the city; null: nobody was asked for. While one talks, show its messages and nothing else.",
      orNull(talk),
    ),
    offersCard: described("Reading the card's counters would help here, and has not been done.", {
      type: "boolean",
    }),
    canPair: described("The command `card` is served here.", { type: "boolean" }),
    pairing: described(
      "The code that this turn opened, for `tokeru probe --pair CODE --server SERVER`; told once.",
      orNull(
        object({ code: text, server: text, expiresAt: described("Epoch milliseconds.", { type: "number" }) }),
      ),
    ),
    phone: described(
      "Whom to call where the server cannot be reached.",
      list(object({ label: text, number: text })),
    ),
    slipPath: described("Where the slip opens on any device, with what was read from the card.", {
      type: ["string", "null"],
    }),
    link: described("The answers for a link: `/?a=` followed by this text. Choices only.", text),
  }),
};

const problem: Schema = {
  $id: "Problem",
  ...object(
    {
      error: object(
        {
          code: { type: "string", enum: PROBLEM_CODES },
          message: described("For the resident, in the language of the conversation.", text),
          field: described("The field of the request that is to blame.", text),
        },
        ["field"],
      ),
      conversation: { $ref: "Conversation#" },
    },
    ["conversation"],
  ),
};

const begun: Schema = {
  $id: "Begun",
  allOf: [
    { $ref: "Conversation#" },
    object(
      {
        token: described(
          "With `keep: token`: to be sent as `Authorization: Bearer TOKEN` from now on.",
          text,
        ),
      },
      ["token"],
    ),
  ],
};

/** Shapes that several answers share. */
export const COMPONENTS = [conversation, begun, problem];

const asked: Schema = {
  type: "object",
  properties: {
    furigana: described(
      "`notation` leaves readings as ｜漢字《かんじ》; anything else gives brackets: 漢字(かんじ).",
      text,
    ),
  },
};

const word = { type: "string", maxLength: 100 } as const;

const beginBody: Schema = {
  type: "object",
  additionalProperties: false,
  properties: {
    lang: described("Left out: by Accept-Language.", { type: "string", enum: LANGS }),
    city: described("Code of a city pack. Left out: the server's own.", word),
    link: described("Answers that a link carried, to begin from.", { type: "string", maxLength: 1000 }),
    keep: described("How the id is kept: `token` gives it in the answer, and sets no cookie.", {
      type: "string",
      enum: ["cookie", "token"],
    }),
  },
};

/** One object with four faces; `oneOf` only counts them, so that messages name the field and not the face. */
const turnBody: Schema = {
  type: "object",
  additionalProperties: false,
  properties: {
    choose: described("The value of a choice.", word),
    node: described("With `choose`: the question it belongs to, so that a stale button is noticed.", word),
    text: described(
      "Typed words: a choice, its number, or a command. Kept only where a person is asked for.",
      {
        type: "string",
        maxLength: 2000,
      },
    ),
    found: described("With `text`: what the client's guard masked in it, so that the answer can say so.", {
      type: "array",
      maxItems: GUARDED_KINDS.length,
      items: { type: "string", enum: GUARDED_KINDS },
    }),
    change: described(
      "The node of an answer to open again. The others are kept where they still hold.",
      word,
    ),
    rate: described("Whether the outcome was of help. Counted, and of no effect otherwise.", {
      type: "string",
      enum: RATINGS,
    }),
    command: { type: "string", enum: COMMANDS },
    value: described("With the command `language`: the language.", { type: "string", enum: LANGS }),
    id: described("Of the client's choice: a turn sent again under its id changes nothing.", {
      type: "string",
      pattern: "^[\\w-]{8,64}$",
    }),
  },
  oneOf: ["choose", "text", "change", "rate", "command"].map((name) => ({ required: [name] })),
};

const refused = {
  "4xx": described("Not served; the conversation is as before.", { $ref: "Problem#" }),
  "5xx": described("Our fault; the conversation is as before.", { $ref: "Problem#" }),
};
const conversed = (description: string): Schema => ({ description, $ref: "Conversation#" });
const tags = ["conversation"];

/** POST /conversations */
export const BEGIN = {
  operationId: "begin",
  summary: "Start a conversation",
  description:
    "Issues the cookie or the token that names it. A conversation that the cookie named before is left as it is.",
  tags,
  querystring: asked,
  body: beginBody,
  response: { 201: { description: "The first question.", $ref: "Begun#" }, ...refused },
};

/** GET /conversation */
export const LOOK = {
  operationId: "look",
  summary: "See where the conversation stands",
  tags,
  querystring: asked,
  response: { 200: conversed("The open question, or the outcome."), ...refused },
};

/** GET /conversation/events */
export const EVENTS = {
  operationId: "follow",
  summary: "Hear when the conversation changes",
  description:
    'Server-sent events: `changed` with `{"rev": n}`, the present one at once; `gone` where the conversation was ' +
    "deleted. The stream ends after 10 minutes, and when the server stops; come back with growing pauses.",
  tags,
  produces: ["text/event-stream"],
  response: {
    200: {
      description: "As long as it lasts.",
      content: { "text/event-stream": { schema: text } },
    },
    ...refused,
  },
};

/** POST /conversation/turns */
export const TURN = {
  operationId: "turn",
  summary: "Answer, change an answer, or give a command",
  description:
    "A choice that is not offered (422 `unknown_choice`) or belongs to an earlier question (409 " +
    "`stale_choice`) changes nothing; the problem then carries the conversation as it stands.",
  tags,
  querystring: asked,
  body: turnBody,
  response: { 200: conversed("The next question, or the outcome."), ...refused },
};

/** The head of the API document. */
export const OPENAPI = {
  openapi: "3.1.0",
  info: {
    title: "Tokeru",
    version: "1",
    description:
      "Finds out which secret of a マイナンバーカード is affected, and where it can be put right. " +
      "The server issues an HttpOnly cookie that names the conversation, or, for pages of other origins, a bearer " +
      "token; a client keeps and returns it.",
    license: { name: "Apache-2.0", identifier: "Apache-2.0" },
  },
};
