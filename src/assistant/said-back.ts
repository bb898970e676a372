import { QUESTIONS } from "../flows/index.ts";
import { line, type Line } from "../language/index.ts";
import type { Answer, Conversation } from "./conversation.ts";
import { type Heard, type HeardField, pickOption } from "./heard.ts";
import type { World } from "./world.ts";

/** What was understood, to be corrected by a tap on "change". */
export function takenLines(taken: readonly Answer[]): readonly Line[] {
  if (taken.length === 0) return [];
  const items = taken.map(({ node, value }) =>
    line("heard.item", { question: line(`asked.${node}`), answer: line(`option.${node}.${value}`) }),
  );
  return [line("heard.taken"), ...items];
}

/** What is said back though no question asks for it yet, or not any more. */
const NOTED = [
  "data_changed",
  "certs_valid",
  "knows:user_pin",
  "knows:sign_pw",
] as const satisfies HeardField[];

/** How it is said, either way. */
export const NOTED_IDS: readonly string[] = NOTED.flatMap((field) => [
  notedId(field, true),
  notedId(field, false),
]);

/** What words told of questions still to come, and did not tell before. */
export function notedLines(stated: Heard, { heard: before }: Conversation): readonly Line[] {
  const items = NOTED.flatMap((field): readonly Line[] => {
    const said = stated[field];
    const isNews = said?.sure && before?.[field]?.value !== said.value;
    return isNews ? [line(notedId(field, said.value))] : [];
  });
  return items.length > 0 ? [line("heard.taken"), ...items] : [];
}

function notedId(field: (typeof NOTED)[number], value: unknown): string {
  return `noted.${field.replace(":", "_")}.${String(value)}`;
}

/** Where it happened is known, and nothing yet of what did: that is asked. */
export function serviceLines({ answers, heard }: Conversation): readonly Line[] {
  const { service, situation } = heard ?? {};
  if (answers.length > 0 || !service?.sure || situation) return [];
  const where = serviceId(String(service.value));
  return SERVICE_IDS.includes(where) ? [line("heard.taken"), line(where), line("heard.which_trouble")] : [];
}

const serviceId = (value: string): string => `option.service.${value}`;
/** How services are said back. */
export const SERVICE_IDS: readonly string[] = QUESTIONS.service.options.map(({ value }) => serviceId(value));

/** Of several troubles in one message one is taken: which are left for afterwards is said. */
export function setAsideLines(
  listed: readonly Heard[],
  before: Conversation,
  after: Conversation,
  { facts }: World,
): readonly Line[] {
  if (before.answers.length > 0) return [];
  const troubles = listed.flatMap(({ situation, secret }) => {
    if (!situation?.sure) return [];
    return pickOption(FIRST.options, { situation, ...(secret && { secret }) }, facts)?.value ?? [];
  });
  if (new Set(troubles).size < 2) return [];
  const first = after.answers.find(({ node }) => node === "what_happened")?.value;
  const asked = first ?? pickOption(FIRST.options, after.heard ?? {}, facts)?.value;
  const left = [...new Set(troubles)].filter((value) => value !== asked);
  return left.map((value) => line("heard.set_aside", { trouble: line(`option.what_happened.${value}`) }));
}
const FIRST = QUESTIONS.what_happened;
