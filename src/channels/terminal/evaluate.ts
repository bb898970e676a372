import type { FactTables, IsoDate } from "../../facts/index.ts";
import { isSure, SURE } from "../../language/understand/index.ts";
import { understood, type UnderstoodLine } from "./understand.ts";

/** A message and what somebody says it tells: any facet, `null` where the text does not tell it. */
export type Labelled = { readonly text: string; readonly lang?: string } & Readonly<Record<string, unknown>>;

interface Judged {
  readonly label: Labelled;
  readonly read: UnderstoodLine;
}

/**
 * `tokeru understand --eval FILE`: per facet how many messages tell it, for how many it was understood at all
 * and surely, how often that was right, what was taken for what, and whether confidence means what it says.
 */
export function evaluation(labelled: readonly Labelled[], facts: FactTables, today: IsoDate): string {
  const judged = labelled.map((label) => ({ label, read: understood(facts, today, label.text) }));
  const langs = [...new Set(judged.map(({ label }) => label.lang ?? "?"))];
  return [
    `${judged.length} messages. Right: of those that tell it. Sure: from ${JSON.stringify(SURE)}`,
    ...langs.map((lang) =>
      summary(
        lang,
        judged.filter(({ label }) => (label.lang ?? "?") === lang),
      ),
    ),
    facets(judged),
    confusion(judged, "situation"),
    confusion(judged, "secret"),
    confusion(judged, "service"),
    calibration(judged, "situation"),
    calibration(judged, "secret"),
  ].join("\n\n");
}

/** What is not told, and that which only says so, are one. */
const NOT_TOLD: readonly unknown[] = [null, undefined, "unclear", "unknown"];

const valueOf = (name: string, value: unknown): unknown => {
  if (name === "lang") return value === "ja-easy" ? "ja-simple" : value;
  return NOT_TOLD.includes(value) ? null : value;
};
const wanted = ({ label }: Judged, name: string): unknown => valueOf(name, label[name]);
const got = ({ read }: Judged, name: string): unknown => {
  if (name === "route") return read.route ?? null;
  if (name === "out_of_scope") return read.told[facetOf(name)] ? true : null;
  return valueOf(name, read.told[name]?.value);
};
const isRight = (one: Judged, name: string): boolean => wanted(one, name) === got(one, name);
/** Labels say that a message is out of scope, understanding which kind of message it is then. */
const facetOf = (name: string): string => (name === "out_of_scope" ? "outside" : name);
const confidenceOf = ({ read }: Judged, name: string): number =>
  name === "route" ? 1 : (read.told[facetOf(name)]?.confidence ?? 0);
const isSurely = (one: Judged, name: string): boolean =>
  isSure(facetOf(name), confidenceOf(one, name), got(one, name));

function summary(lang: string, judged: readonly Judged[]): string {
  const telling = judged.filter((one) => wanted(one, "situation") !== null || wanted(one, "secret") !== null);
  const both = (one: Judged): boolean => isRight(one, "situation") && isRight(one, "secret");
  const decided = telling.filter((one) => ["situation", "secret"].every((name) => isSurely(one, name)));
  const wrongly = decided.filter((one) => !both(one));
  return (
    `${lang}: ${judged.length}, of these ${telling.length} tell something; situation ${share(telling, (one) => isRight(one, "situation"))}, ` +
    `secret ${share(telling, (one) => isRight(one, "secret"))}, both ${share(telling, both)}; ` +
    `both sure ${percent(decided.length, telling.length)}, of these right ${share(decided, both)}, ` +
    `decided wrongly ${percent(wrongly.length, telling.length)}; untold left untold ${share(
      judged.filter((one) => !telling.includes(one)),
      both,
    )}`
  );
}

/** The facets that any message of the file is labelled with. */
function facets(judged: readonly Judged[]): string {
  const names = [...new Set(judged.flatMap(({ label }) => Object.keys(label)))].filter(
    (name) => name !== "text" && !isObject(judged, name),
  );
  const known = [...new Set(judged.flatMap(({ label }) => Object.keys(knowledge(label))))];
  const flat = judged.map(({ label, read }) => ({ label: { ...label, ...knowledge(label) }, read }));
  const rows = [...names, ...known].map((name) => facetRow(flat, name));
  return table(["facet", "told", "understood", "right", "sure", "sure and right", "false alarms"], rows);
}

function isObject(judged: readonly Judged[], name: string): boolean {
  return judged.some(({ label }) => typeof label[name] === "object" && label[name] !== null);
}

function knowledge(label: Labelled): Record<string, unknown> {
  const knows: unknown = label["knows"];
  const known = Array.isArray(knows) ? knows.map((secret) => [secret, true]) : Object.entries(Object(knows));
  return Object.fromEntries(known.map(([secret, is]) => [`knows:${secret}`, is]));
}

function facetRow(judged: readonly Judged[], name: string): readonly string[] {
  const labelled = judged.filter(({ label }) => name in label || name.startsWith("knows:"));
  const told = labelled.filter((one) => wanted(one, name) !== null);
  const found = told.filter((one) => got(one, name) !== null);
  const sure = found.filter((one) => isSurely(one, name));
  const untold = judged.filter((one) => wanted(one, name) === null);
  const alarms = untold.filter((one) => got(one, name) !== null && isSurely(one, name));
  return [
    name,
    String(told.length),
    percent(found.length, told.length),
    share(told, (one) => isRight(one, name)),
    percent(sure.length, told.length),
    share(sure, (one) => isRight(one, name)),
    `${alarms.length} of ${untold.length}`,
  ];
}

/** What was most often taken for what. */
function confusion(judged: readonly Judged[], name: string): string {
  const counts = new Map<string, number>();
  for (const one of judged) {
    if (isRight(one, name)) continue;
    const pair = `${String(wanted(one, name))} taken for ${String(got(one, name))}`;
    counts.set(pair, (counts.get(pair) ?? 0) + 1);
  }
  const most = [...counts].toSorted((one, other) => other[1] - one[1]).slice(0, 20);
  return table(
    [`${name}: confused`, "times"],
    most.map(([pair, times]) => [pair, String(times)]),
  );
}

const STEPS = [0, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.93, 0.95, 0.97, 0.99, 1.01] as const;

/** How often it is right where it says how sure it is. */
function calibration(judged: readonly Judged[], name: string): string {
  const rows = STEPS.slice(0, -1).map((from, at) => {
    const to = STEPS[at + 1] ?? 1.01;
    const among = judged.filter((one) => {
      const confidence = confidenceOf(one, name);
      return confidence >= from && confidence < to;
    });
    const mean = among.reduce((sum, one) => sum + confidenceOf(one, name), 0) / among.length;
    return [
      `${from} – ${Math.min(1, to)}`,
      String(among.length),
      among.length > 0 ? percent(mean, 1) : "–",
      share(among, (one) => isRight(one, name)),
    ];
  });
  return table([`${name}: confidence`, "messages", "said", "right"], rows);
}

function share<Item>(items: readonly Item[], test: (item: Item) => boolean): string {
  return percent(items.filter(test).length, items.length);
}

function percent(part: number, whole: number): string {
  return whole === 0 ? "–" : `${((100 * part) / whole).toFixed(1)} %`;
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(heads), line(heads.map(() => "---")), ...rows.map(line)].join("\n");
}
