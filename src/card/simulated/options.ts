/** Options that describe a simulated card, for `tokeru card simulate` and `tokeru probe --simulated`. */
import { InvalidArgumentError, Option, type Command } from "commander";
import { applicationIds, type ApplicationId } from "../applications.ts";
import {
  cardKinds,
  isCounterName,
  ordinaryCard,
  type CardKind,
  type CardProfile,
  type CounterName,
} from "./card.ts";

export type SimulationOptions = {
  kind?: CardKind;
  left?: Partial<Record<CounterName, number>>;
  blocked?: CounterName[];
  verified?: CounterName[];
  blockedAnswer?: CardProfile["blockedAnswer"];
  firstFails?: boolean;
  missing?: ApplicationId[];
  licence?: boolean;
  certificateFrom?: Date;
  certificateUntil?: Date;
  latency?: number;
};

function counterName(text: string): CounterName {
  if (isCounterName(text)) return text;
  throw new InvalidArgumentError("Names are like code_b, or code_b@card_face for one of its two counters.");
}

function tries(text: string, before: SimulationOptions["left"] = {}): SimulationOptions["left"] {
  const [name = "", number = ""] = text.split("=");
  if (!/^([0-9]|1[0-5])$/.test(number))
    throw new InvalidArgumentError("Write NAME=TRIES, with 0 to 15 tries.");
  return { ...before, [counterName(name)]: Number(number) };
}

function application(text: string, before: ApplicationId[] = []): ApplicationId[] {
  const id = applicationIds.find((known) => known === text);
  if (!id) throw new InvalidArgumentError(`Applications are ${applicationIds.join(", ")}.`);
  return [...before, id];
}

function day(text: string): Date {
  const date = new Date(text);
  if (!/^\d{4}-\d\d-\d\d$/.test(text) || Number.isNaN(date.getTime()))
    throw new InvalidArgumentError("Write YYYY-MM-DD.");
  return date;
}

/** A parser of whole numbers from 0 to `max`. */
export function wholeNumber(max: number): (text: string) => number {
  return (text) => {
    if (!/^\d{1,5}$/.test(text) || Number(text) > max) throw new InvalidArgumentError(`Write 0 to ${max}.`);
    return Number(text);
  };
}

const names = (text: string, before: CounterName[] = []) => [...before, counterName(text)];

/** Adds the options, under a heading of their own. */
export function addSimulationOptions(command: Command): Command {
  return command
    .optionsGroup("Simulated card:")
    .addOption(new Option("--kind <kind>", "what carries the certificates").choices(cardKinds))
    .option("--left <name=tries>", "tries left of a secret (repeatable)", tries)
    .option("--blocked <name>", "a secret without tries left (repeatable)", names)
    .option("--verified <name>", "a secret that another program verified (repeatable)", names)
    .addOption(
      new Option("--blocked-answer <sw>", "what a blocked counter answers").choices(["63C0", "6983", "6984"]),
    )
    .option("--first-fails", "the first command answers 6F00")
    .option("--missing <application>", "an application that is not there (repeatable)", application)
    .option("--licence", "with a driving licence on the card")
    .option("--certificate-from <day>", "first day of the user certificate", day)
    .option("--certificate-until <day>", "last day of the user certificate", day)
    .option("--latency <ms>", "milliseconds that every command takes", wholeNumber(9999));
}

/** The card that the options describe. */
export function profileOf(options: SimulationOptions): Partial<CardProfile> {
  const { kind, left, blocked = [], verified, blockedAnswer, firstFails, missing, licence } = options;
  const { certificateFrom, certificateUntil } = options;
  const { notBefore, notAfter } = ordinaryCard.certificate ?? {
    notBefore: new Date(0),
    notAfter: new Date(0),
  };
  return {
    ...(kind && { kind }),
    left: { ...left, ...Object.fromEntries(blocked.map((name) => [name, 0])) },
    ...(verified && { verified }),
    ...(blockedAnswer && { blockedAnswer }),
    ...(firstFails && { firstCommandFails: firstFails }),
    ...(missing && { missing }),
    ...(licence && { licence }),
    certificate: { notBefore: certificateFrom ?? notBefore, notAfter: certificateUntil ?? notAfter },
  };
}
