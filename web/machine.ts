/**
 * XState's pure functions, as far as the flow uses them: the build puts this in the place of `xstate` where the
 * assistant runs in the browser, for the real one is three times as large as the flow with all its facts. It
 * reads the same machine; a test holds that both come to the same place by every path.
 */

type Event = { readonly type: string };
type Context = unknown;
interface Named {
  readonly type: string;
  readonly params?: unknown;
}
interface Arguments {
  readonly context: Context;
  readonly event: Event;
}
interface Transition {
  readonly guard?: Named;
  readonly actions?: Named | string;
  readonly target: string;
}
interface Place {
  readonly on?: Readonly<Record<string, Transition>>;
  readonly always?: readonly Transition[];
}
interface Config extends Place {
  readonly context: (start: { readonly input: unknown }) => Context;
  readonly initial: string;
  readonly states: Readonly<Record<string, Place>>;
}
interface Parts {
  readonly guards: Readonly<Record<string, (args: Arguments, params: unknown) => boolean>>;
  readonly actions: Readonly<Record<string, (args: Arguments, params: unknown) => object>>;
}
interface Machine extends Parts {
  readonly config: Config;
}
interface Snapshot {
  readonly value: string;
  readonly context: Context;
  can(event: Event): boolean;
}

/** An action that changes the context is, here, the function that says how. */
export function assign<Update>(update: Update): Update {
  return update;
}

/** The guards and actions that a machine's configuration names. */
export function setup(parts: Parts) {
  return { createMachine: (config: Config): Machine => ({ ...parts, config }) };
}

/** Where a machine begins. */
export function initialTransition(machine: Machine, input: unknown): readonly [Snapshot] {
  const { initial, context } = machine.config;
  return [settled(machine, initial, context({ input }), { type: "init" })];
}

/** Where an event leads; nowhere else than before, where nothing takes it. */
export function transition(machine: Machine, from: Snapshot, event: Event): readonly [Snapshot] {
  const found = taken(machine, from, event);
  if (!found) return [from];
  const context = acted(machine, found, { context: from.context, event });
  return [settled(machine, found.target.replace(/^\./, ""), context, event)];
}

function taken(
  machine: Machine,
  { value, context }: Omit<Snapshot, "can">,
  event: Event,
): Transition | undefined {
  const { states, on } = machine.config;
  return [states[value]?.on?.[event.type], on?.[event.type]].find(
    (one) => one !== undefined && allowed(machine, one, { context, event }),
  );
}

function allowed({ guards }: Machine, { guard }: Transition, args: Arguments): boolean {
  return !guard || (guards[guard.type]?.(args, guard.params) ?? false);
}

function acted({ actions }: Machine, { actions: named }: Transition, args: Arguments): Context {
  if (named === undefined) return args.context;
  const { type, params }: Named = typeof named === "string" ? { type: named } : named;
  return { ...(args.context as object), ...actions[type]?.(args, params) };
}

/** Goes on for as long as a state leads further by itself. */
function settled(machine: Machine, value: string, context: Context, event: Event): Snapshot {
  const next = machine.config.states[value]?.always?.find((one) => allowed(machine, one, { context, event }));
  if (next) return settled(machine, next.target, context, event);
  const here = { value, context };
  return { ...here, can: (wanted) => taken(machine, here, wanted) !== undefined };
}
