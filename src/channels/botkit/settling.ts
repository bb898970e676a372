import type { Botkit } from "botkit";

/** Runs functions one after the other, and then a last one; Botkit calls what it does with a message from there. */
interface Chain {
  use(...steps: unknown[]): unknown;
  run(...args: unknown[]): unknown;
}
type Callback = (...args: unknown[]) => unknown;

const settled = new WeakSet<Botkit>();

/**
 * Makes every turn of a Botkit bot come to an end, also where something fails in it: in a handler, in a dialog, in a
 * middleware, or in sending.
 *
 * Botkit hands its own work to middlewares as an asynchronous callback and drops the promise. What fails there ends
 * the process as an unhandled rejection, which no `try` in a handler can prevent, and the turn is waited for in vain.
 * The callbacks take an error as their first argument, and pass it on: so what fails is handed to them as that.
 */
export function settleTurns(controller: Botkit): void {
  if (settled.has(controller)) return;
  settled.add(controller);
  const { ingest, receive, interpret, send, spawn } = controller.middleware;
  for (const chain of [ingest, receive, interpret, send, spawn]) settleChain(chain as Chain);
}

function settleChain(chain: Chain): void {
  const use = chain.use.bind(chain);
  const run = chain.run.bind(chain);
  chain.use = (...steps) => use(...steps.map(settleStep));
  chain.run = (...args) => {
    const last = args.at(-1);
    return isFunction(last) ? run(...args.slice(0, -1), settleLast(last)) : run(...args);
  };
}

function settleLast(last: Callback): Callback {
  return (...args) => {
    // A second call with an error does nothing but pass it on.
    rescue(last(...args), (error) => last(error));
  };
}

/** A step that is to call `next` and fails before: then `next` is called for it, with what failed. */
function settleStep(step: unknown): unknown {
  // Others tell by what they return, or by their promise. How many arguments a step declares says which it is.
  if (!isFunction(step) || step.length < 2) return step;
  const guarded: Callback = (...args) => {
    const next = args.at(-1);
    const done = step(...args);
    if (isFunction(next)) rescue(done, next);
    return done;
  };
  return Object.defineProperty(guarded, "length", { value: step.length });
}

/** Hands what fails in the promise that a function returned, if it did, to whoever waits for it. */
function rescue(returned: unknown, pass: (error: Error) => unknown): void {
  if (returned instanceof Promise) returned.then(undefined, (thrown: unknown) => pass(asError(thrown)));
}

function isFunction(value: unknown): value is Callback {
  return typeof value === "function";
}

/** What is thrown may be anything, also nothing; to Botkit only something is an error. */
function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(`A handler threw ${String(thrown)}.`);
}
