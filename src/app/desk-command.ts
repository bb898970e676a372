import { readFileSync } from "node:fs";
import { Option, type Command } from "commander";
import * as v from "valibot";
import {
  type AccountChange,
  AccountChangeSchema,
  type Listed,
  type Outcome,
} from "../desk/access/accounts.ts";
import { hashPassword, SHORTEST, weaknessOf } from "../desk/access/passwords.ts";
import { ROLES } from "../desk/access/roles.ts";
import { openStore, StoreError } from "../store/index.ts";
import { type Config, readConfig } from "./config.ts";
import { askAtDoor, carryOut, NoDoor, type Told, type Wanted } from "./operators-door.ts";
import { placeOf } from "./place.ts";
import { askHidden } from "./hidden.ts";

const PASSWORD_HELP = `
The password is asked for twice without being shown, or read from standard input where that is no terminal:
at least ${SHORTEST} characters. It is never an argument, since others on this computer can see those.`;

/** A command that cannot be done as it was asked; the message says why and what to do. */
export class AccountError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "AccountError";
  }
}

/** `tokeru desk ...`: who may sign in to the desk. Works while the server runs, and while it does not. */
export function addDeskCommands(program: Command): void {
  const desk = program
    .command("desk")
    .description("look after those who may sign in to the desk; works while the server runs, too");
  const role = () =>
    new Option("--role <role>", "what they do there").choices([...ROLES]).makeOptionMandatory();
  desk
    .command("add-user")
    .argument("<id>", "what they type to sign in, for example tanaka")
    .requiredOption("--name <name>", "as colleagues see it")
    .addOption(role())
    .description("make an account with a password")
    .addHelpText("after", PASSWORD_HELP)
    .action(async (id: string, options: { readonly name: string; readonly role: string }) => {
      await change({ do: "add", id, ...options, password: NO_HASH });
    });
  desk
    .command("set-password")
    .argument("<id>")
    .description(
      "give an account another password, and unlock it; whoever is signed in with it is signed out",
    )
    .addHelpText("after", PASSWORD_HELP)
    .action((id: string) => change({ do: "set_password", id, password: NO_HASH }));
  desk
    .command("set-role")
    .argument("<id>")
    .addOption(role())
    .description("give an account another role; whoever is signed in with it is signed out")
    .action((id: string, options: { readonly role: string }) => change({ do: "set_role", id, ...options }));
  desk
    .command("disable-user")
    .argument("<id>")
    .description("let an account sign in no longer; whoever is signed in with it is signed out at once")
    .action((id: string) => change({ do: "disable", id }));
  desk
    .command("enable-user")
    .argument("<id>")
    .description("let an account sign in again, also one that is locked")
    .action((id: string) => change({ do: "enable", id }));
  desk
    .command("list-users")
    .description("say who has an account, with which role")
    .action(async () => {
      const told = await tell(readConfig(process.env), { do: "list" });
      if ("accounts" in told) list(told.accounts);
    });
}

/** Stands for the hash of a password until somebody has chosen one: the rest is looked at before they are asked. */
const NO_HASH = `$argon2id$v=19$m=8,t=1,p=1$${"A".repeat(22)}$${"A".repeat(43)}`;

function parsed(wanted: unknown): AccountChange {
  const change = v.safeParse(AccountChangeSchema, wanted);
  if (change.success) return change.output;
  const [issue] = change.issues;
  throw new AccountError(`The ${v.getDotPath(issue) ?? "command"} ${issue.message}.`);
}

const WEAKNESSES = {
  short: `has fewer than ${SHORTEST} characters`,
  long: "is too long",
  contains_id: "contains the id",
  monotonous: "repeats a few characters",
} as const;

async function choosePassword(id: string): Promise<string> {
  const password = process.stdin.isTTY ? await askTwice(id) : firstLineOf(readFileSync(0, "utf8"));
  const weakness = weaknessOf(password, id);
  if (weakness)
    throw new AccountError(
      `The password ${WEAKNESSES[weakness]}: choose a longer one, for example a few words.`,
    );
  return password;
}

async function askTwice(id: string): Promise<string> {
  const first = await askHidden(`Password for ${id}: `);
  const second = await askHidden("Once more: ");
  if (first !== second) throw new AccountError("The two are not the same. Nothing was changed.");
  return first;
}

function firstLineOf(text: string): string {
  return text.split(/\r?\n/, 1)[0] ?? "";
}

/** Makes a change that somebody asks for; a password is asked for when all else is right. */
async function change(wanted: unknown): Promise<void> {
  const asked = parsed(wanted);
  const change =
    "password" in asked ? { ...asked, password: await hashPassword(await choosePassword(asked.id)) } : asked;
  const told = await tell(readConfig(process.env), change);
  if ("outcome" in told) report(change, told.outcome);
}

const DONE: Readonly<Record<AccountChange["do"], string>> = {
  add: "may sign in now",
  set_password: "has a new password",
  set_role: "has a new role, and has to sign in again",
  disable: "can sign in no longer, and is signed out",
  enable: "may sign in again",
};

function report({ do: what, id }: AccountChange, outcome: Outcome): void {
  if (outcome === "done") return console.log(`${id} ${DONE[what]}.`);
  if (outcome === "taken")
    throw new AccountError(`There is an account ${id} already: choose another id, or use set-password.`);
  if (outcome === "unknown")
    throw new AccountError(`There is no account ${id}: \`tokeru desk list-users\` shows them.`);
  throw new AccountError(`${id} signs in at your provider (OpenID Connect): change password and role there.`);
}

function list(accounts: readonly Listed[]): void {
  if (accounts.length === 0)
    console.log("Nobody yet: `tokeru desk add-user <id> --name <name> --role admin`.");
  for (const { id, name, role, signsIn, disabled, locked } of accounts) {
    const states = [signsIn === "elsewhere" && "OpenID Connect", disabled && "disabled", locked && "locked"];
    console.log([id, role, name, ...states.filter((state) => state !== false)].join("\t"));
  }
}

/** On the database itself where it is free, else by the server that has it. */
async function tell(config: Config, wanted: Wanted): Promise<Told> {
  try {
    return await onStore(config, wanted);
  } catch (error) {
    if (!(error instanceof StoreError) || config.databaseUrl !== undefined) throw error;
    return askAtDoor(config.data, wanted).catch((why: unknown) => {
      if (!(why instanceof NoDoor)) throw why;
      throw new AccountError(
        `${error.message} It cannot be asked to do this either: ${why.message}. Stop it, run this again, and start it.`,
      );
    });
  }
}

async function onStore(config: Config, wanted: Wanted): Promise<Told> {
  const store = await openStore(placeOf(config));
  try {
    return await carryOut(store, wanted, Date.now());
  } finally {
    await store.close();
  }
}
