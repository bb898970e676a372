import { bytesOf, type Classifier, unpack } from "./classifier.ts";
import { detectLanguage } from "./detect.ts";
import { featuresOf } from "./features.ts";
import type { KnownSecret, Outside, Screen, Secret, Service, Situation } from "./labels.ts";
import { normalise } from "./normalise.ts";
import { once } from "./once.ts";
import {
  type Circumstance,
  circumstances,
  issuedRuling,
  knows,
  lossRuling,
  medium,
  monthsSinceExpiry,
  notExpiredRuling,
  residence,
  type Ruling,
  saysItWorks,
  type Told,
  triesRuling,
  underAge,
  type Who,
  who,
  withoutDeniedLoss,
} from "./said.ts";
import { isSure } from "./sure.ts";
import { TRAINED } from "./trained.ts";
import { type Both, marginals, type Together } from "./together.ts";
import { type Found, Vocabulary } from "./vocabulary.ts";

/** What a message tells, one thing at a time; what it does not tell is null. */
export interface Understanding extends Readonly<Record<Circumstance, Told<boolean> | null>> {
  /** BCP 47, also of languages that are not served; `und` where nothing tells. */
  readonly lang: Told<string>;
  /** `unclear`: about the card, but not what happened. Null: not about the card. */
  readonly situation: Told<Situation> | null;
  /** `unknown`, `unknown_4digit`: told that there is one, not which. Null: not about the card. */
  readonly secret: Told<Secret> | null;
  /** How sure it is that situation and secret are both right. */
  readonly both: number;
  readonly service: Told<Service> | null;
  readonly screen: Told<Screen> | null;
  readonly medium: Told<"phone" | "card"> | null;
  readonly who: Told<Who> | null;
  readonly age: Told<number> | null;
  readonly under_15: Told<boolean> | null;
  readonly under_18: Told<boolean> | null;
  readonly residence: Told<"permanent" | "fixed_stay"> | null;
  readonly months_since_expiry: Told<number> | null;
  /** Secrets that are said to be still known and usable, or not. */
  readonly knows: Readonly<Partial<Record<KnownSecret, Told<boolean>>>>;
  /** What kind of message it is, where it is not about the card. */
  readonly outside: Told<Outside> | null;
}

const model = once(() => {
  const vocabulary = new Vocabulary(bytesOf(TRAINED.vocabulary));
  const together: Together = new Int8Array(bytesOf(TRAINED.together).buffer);
  return {
    vocabulary,
    situation: unpack(TRAINED.situation, vocabulary),
    secret: unpack(TRAINED.secret, vocabulary),
    service: unpack(TRAINED.service, vocabulary),
    outside: unpack(TRAINED.outside, vocabulary),
    together,
  };
});

/** What classifiers call that which is not told. */
const NOTHING = "";

/**
 * Reads one message of a resident: what happened to which secret, and what else it tells, each for itself and
 * with how sure it is. Deterministic, and without anything outside this folder.
 */
export function understand(text: string): Understanding {
  const read = normalise(text);
  const features = featuresOf(withoutDeniedLoss(read));
  const { vocabulary, service, outside } = model();
  const found = vocabulary.find(features);
  const both = undisputed(read, happened(found, rulingsOn(read)));
  const isOutside = both.situation.value === NOTHING;
  const age = underAge(read);
  return {
    lang: detectLanguage(text),
    situation: orNothing<Situation>(both.situation),
    secret: orNothing<Secret>(both.secret),
    both: both.confidence,
    service: saysItWorks(read) ? null : orNothing<Service>(bestOf(service, service.weigh(found))),
    screen: isOutside ? null : screenOf(features.concepts, both.secret),
    medium: medium(read),
    who: who(read),
    age: age?.years ?? null,
    under_15: age?.under_15 ?? null,
    under_18: age?.under_18 ?? null,
    residence: residence(read),
    months_since_expiry: monthsSinceExpiry(read),
    knows: knowledge(read, both),
    outside: isOutside ? orNothing<Outside>(bestOf(outside, outside.weigh(found))) : null,
    ...circumstances(read),
  };
}

function rulingsOn(read: string): readonly Ruling[] {
  return [lossRuling, triesRuling, issuedRuling, notExpiredRuling].flatMap((ruling) => ruling(read));
}

/** What happened to which secret; what is ruled out leaves the others as unsure as they were. */
function happened(found: Found, rulings: readonly Ruling[]): Both {
  const { situation, secret, together } = model();
  const weights = situation.weigh(found);
  let left = 1;
  for (const { situation: label, atMost, instead } of rulings.filter((ruling) => ruling.atMost === 0)) {
    const at = situation.labels.indexOf(label);
    const weight = weights[at] ?? 0;
    const to = instead ? situation.labels.indexOf(instead) : -1;
    weights[at] = atMost;
    if (to >= 0) weights[to] = (weights[to] ?? 0) + weight;
    else left -= weight;
  }
  const both = marginals(situation, weights, secret, secret.weigh(found), together);
  const limit = rulings.find((ruling) => ruling.situation === both.situation.value)?.atMost ?? 1;
  return atMost(both, left, limit);
}

/** Whoever surely still knows a secret has not forgotten it: then it is another one. */
function undisputed(read: string, both: Both): Both {
  const { situation, secret } = both;
  const known = secret.value === "sign_pw" || secret.value === "user_pin" ? knows(secret.value, read) : null;
  const isDisputed =
    situation.value === "forgot" && known?.value === true && isSure("knows", known.confidence);
  return isDisputed ? { ...both, secret: { ...secret, confidence: secret.confidence / 2 } } : both;
}

function atMost({ situation, secret, confidence }: Both, share: number, limit: number): Both {
  const held = (value: number): number => Math.min(value * share, limit);
  return {
    situation: { ...situation, confidence: held(situation.confidence) },
    secret: { ...secret, confidence: secret.confidence * share },
    confidence: held(confidence),
  };
}

function bestOf(classifier: Classifier, probabilities: Float64Array): Told<string> {
  let best = 0;
  probabilities.forEach((probability, at) => {
    if (probability > (probabilities[best] ?? 0)) best = at;
  });
  return { value: classifier.labels[best] ?? NOTHING, confidence: probabilities[best] ?? 0 };
}

function orNothing<Label extends string>(told: Told<string>): Told<Label> | null {
  return told.value === NOTHING ? null : (told as Told<Label>);
}

const SCREENS: readonly (readonly [screen: Screen, secrets: readonly Secret[], words: readonly string[]])[] =
  [
    ["birth_expiry_code", ["code_b", "code_a", "birth_pin"], ["birth", "security_code", "code_b"]],
    ["face", ["face_auth"], ["face"]],
    ["alnum6_16", ["sign_pw", "phone_sign_pw"], ["alnum"]],
    [
      "digits4",
      ["user_pin", "juki_pin", "kenmen_pin", "unknown_4digit", "phone_user_pin", "licence_pin"],
      ["four_digits"],
    ],
  ];

/** The screen is told where its words stand in the text and the secret is one that it asks for. */
function screenOf(concepts: readonly string[], secret: Told<string>): Told<Screen> | null {
  const found = SCREENS.find(
    ([, secrets, words]) =>
      secrets.includes(secret.value as Secret) && words.some((word) => concepts.includes(word)),
  );
  return found ? { value: found[0], confidence: secret.confidence } : null;
}

/** Only beside these is "the four digits" or "the long one" that is lost surely another one. */
const ANOTHER: Readonly<Record<KnownSecret, readonly string[]>> = {
  user_pin: ["unknown", "sign_pw", "sign_cert", "both_certs", "user_cert"],
  sign_pw: ["unknown", "user_pin", "unknown_4digit", "kenmen_pin", "juki_pin", "both_certs", "user_cert"],
};

/**
 * Nothing is said of the secret that the trouble is with: that it is forgotten stands in the situation. Who says
 * that it is known has another trouble, unless that is sure.
 */
function knowledge(read: string, { situation, secret }: Both): Understanding["knows"] {
  const inTrouble = secret.value;
  const isTrouble =
    situation.value !== NOTHING && situation.value !== "unclear" && situation.value !== "info";
  const isKnownTrouble = isTrouble && isSure("secret", secret.confidence);
  const entries = (["sign_pw", "user_pin"] as const)
    .filter((known) => ![known, "both_jpki_pins", "all_pins"].includes(inTrouble) || !isKnownTrouble)
    .map((known) => [known, knows(known, read)] as const)
    .filter(([known, told]) => told?.value === true || (told && ANOTHER[known].includes(inTrouble)));
  return Object.fromEntries(entries);
}
