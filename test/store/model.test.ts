import fc from "fast-check";
import { expect, test } from "vitest";
import { type Claim, Conflict, type Conversation, type Store } from "../../src/store/index.ts";
import { onBothEngines } from "./engines.ts";

// The store must do what this small model in memory does, whatever comes in whatever order. On SQLite the steps of
// a round are started all at once, since it promises to take them in turn.

const LEASE = 10;

/** One thing done to the store; the names of conversations, events and claims are small numbers. */
type Step =
  | { do: "turn"; event: number; conversation: number; messages: number; fails: boolean }
  | { do: "update from an old state"; conversation: number }
  | { do: "delete"; conversation: number }
  | { do: "claim"; limit: number }
  | { do: "done" | "retry" | "again" | "fail"; claim: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("turn"),
      event: fc.nat(40),
      conversation: fc.nat(2),
      messages: fc.nat(3),
      fails: fc.nat(4).map((n) => n === 0),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("update from an old state"), conversation: fc.nat(2) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("delete"), conversation: fc.nat(2) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("claim"), limit: fc.integer({ min: 1, max: 3 }) }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constantFrom("done", "retry", "again", "fail"), claim: fc.nat(3) }),
  },
);

/** Steps that belong together, and how far the clock moves on before them. */
const rounds = fc.array(
  fc.record({
    later: fc.constantFrom(0, 1, 2, LEASE),
    steps: fc.array(step, { minLength: 1, maxLength: 6 }),
  }),
  { minLength: 5, maxLength: 20, size: "max" },
);

interface Message {
  conversation: number;
  body: string;
  due: number;
  attempts: number;
  failed: boolean;
}

class Model {
  readonly #events = new Set<number>();
  readonly #conversations = new Map<number, { rev: number; body: string[] }>();
  #outbox: Message[] = [];
  readonly #claims: { message: Message; attempts: number }[] = [];
  #now = 0;
  #before = { claims: this.#claims, conversations: new Map<number, { rev: number; body: string[] }>() };

  begin(later: number): void {
    this.#now += later;
    this.#before = { claims: [...this.#claims], conversations: structuredClone(this.#conversations) };
  }

  /** What a step answers. */
  take(each: Step): unknown {
    switch (each.do) {
      case "turn":
        return this.#turn(each);
      case "update from an old state": {
        const row = this.#conversations.get(each.conversation);
        const old = this.#before.conversations.get(each.conversation);
        if (!row || row.rev !== old?.rev) return "conflict";
        row.body = [...old.body];
        return ++row.rev;
      }
      case "delete":
        this.#outbox = this.#outbox.filter((message) => message.conversation !== each.conversation);
        return this.#conversations.delete(each.conversation);
      case "claim":
        return this.#claim(each.limit);
      default:
        return this.#settle(each.do, each.claim);
    }
  }

  #turn({ event, conversation, messages, fails }: Step & { do: "turn" }): unknown {
    if (this.#events.has(event)) return "seen";
    if (fails) return "failed";
    this.#events.add(event);
    const row = this.#conversations.get(conversation) ?? { rev: 1, body: [] };
    row.rev++;
    row.body.push(`event ${event}`);
    this.#conversations.set(conversation, row);
    for (let n = 0; n < messages; n++) {
      this.#outbox.push({ conversation, body: `${event}.${n}`, due: this.#now, attempts: 0, failed: false });
    }
    return { rev: row.rev, body: [...row.body] };
  }

  #claim(limit: number): unknown {
    const waiting = this.#outbox.filter((message) => !message.failed);
    const next = waiting
      .filter((message) => waiting.find((each) => each.conversation === message.conversation) === message)
      .filter((message) => message.due <= this.#now)
      .toSorted((a, b) => a.due - b.due)
      .slice(0, limit);
    for (const message of next) {
      message.due = this.#now + LEASE;
      message.attempts++;
    }
    const claimed = this.#outbox.filter((message) => next.includes(message));
    this.#claims.push(...claimed.map((message) => ({ message, attempts: message.attempts })));
    return claimed.map(({ body, attempts }) => ({ body, attempts }));
  }

  #settle(how: "done" | "retry" | "again" | "fail", claim: number): unknown {
    const claimed = this.#before.claims.at(-1 - claim);
    if (!claimed) return "nothing claimed";
    const { message, attempts } = claimed;
    if (how === "done") {
      this.#outbox = this.#outbox.filter((each) => each !== message);
      return undefined;
    }
    if (!this.#outbox.includes(message) || message.failed || message.attempts !== attempts) {
      return how === "again" ? undefined : false;
    }
    if (how === "again") {
      message.due = this.#now + LEASE;
      message.attempts++;
      this.#claims.push({ message, attempts: message.attempts });
      return { body: message.body, attempts: message.attempts };
    }
    if (how === "retry") message.due = this.#now + 2;
    else message.failed = true;
    return true;
  }
}

/** The same steps on a store; every run has a channel of its own, so that runs share a database. */
class Real {
  readonly #store: Store;
  readonly #run: string;
  readonly #claims: Claim[] = [];
  #now = 0;
  #before = { claims: this.#claims, conversations: new Map<number, Conversation>() };

  constructor(store: Store, run: string) {
    this.#store = store;
    this.#run = run;
  }

  async begin(later: number): Promise<void> {
    this.#now += later;
    const conversations = new Map<number, Conversation>();
    for (const conversation of [0, 1, 2]) {
      const found = await this.#store.conversations.find(this.#id(conversation));
      if (found) conversations.set(conversation, found);
    }
    this.#before = { claims: [...this.#claims], conversations };
  }

  async take(each: Step): Promise<unknown> {
    switch (each.do) {
      case "turn":
        return this.#turn(each);
      case "update from an old state":
        return this.#update(each.conversation);
      case "delete":
        return this.#store.transaction((tx) => tx.conversations.delete(this.#id(each.conversation)));
      case "claim":
        return this.#claim(each.limit);
      default:
        return this.#settle(each.do, each.claim);
    }
  }

  #id(conversation: number): string {
    return `${this.#run} ${conversation}`;
  }

  async #turn({ event, conversation, messages, fails }: Step & { do: "turn" }): Promise<unknown> {
    const [id, channel, now] = [this.#id(conversation), this.#run, this.#now];
    try {
      return await this.#store.transaction(async (tx) => {
        if (!(await tx.inbox.accept(String(event), channel, now))) return "seen";
        const found =
          (await tx.conversations.find(id)) ??
          (await tx.conversations.insert({ id, channel, body: [], now }));
        const answers = Array.isArray(found.body) ? found.body : [];
        const { rev, body } = await tx.conversations.update(found, [...answers, `event ${event}`], now);
        for (let n = 0; n < messages; n++) {
          await tx.outbox.add({ conversation: id, channel, body: `${event}.${n}`, now });
        }
        if (fails) throw new RangeError("on purpose");
        return { rev, body };
      });
    } catch (error) {
      if (error instanceof RangeError) return "failed";
      throw error;
    }
  }

  async #update(conversation: number): Promise<unknown> {
    const old = this.#before.conversations.get(conversation);
    if (!old) return "conflict";
    // Caught inside, so that it is answered in its turn: tried again later, it would meet what came after it.
    return this.#store.transaction(async (tx) => {
      try {
        const { rev } = await tx.conversations.update(old, old.body, this.#now);
        return rev;
      } catch (error) {
        if (error instanceof Conflict) return "conflict";
        throw error;
      }
    });
  }

  async #claim(limit: number): Promise<unknown> {
    const wanted = { channel: this.#run, limit, now: this.#now, leaseMs: LEASE };
    const claims = await this.#store.outbox.claim(wanted);
    this.#claims.push(...claims);
    return claims.map(({ body, attempts }) => ({ body, attempts }));
  }

  async #settle(how: "done" | "retry" | "again" | "fail", nth: number): Promise<unknown> {
    const claim = this.#before.claims.at(-1 - nth);
    if (!claim) return "nothing claimed";
    switch (how) {
      case "done":
        return this.#store.outbox.done(claim);
      case "retry":
        return this.#store.outbox.retry(claim, this.#now + 2, "busy");
      case "again": {
        const again = await this.#store.outbox.again(claim, this.#now, LEASE);
        if (again) this.#claims.push(again);
        return again && { body: again.body, attempts: again.attempts };
      }
      case "fail":
        return this.#store.outbox.fail(claim, this.#now, "refused");
    }
  }
}

onBothEngines(({ open }) => {
  test("does what the model does", async () => {
    const store = await open();
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(rounds, async (all) => {
        const model = new Model();
        const real = new Real(store, `run ${++runs}`);
        for (const { later, steps } of all) {
          model.begin(later);
          await real.begin(later);
          const answers: unknown[] = [];
          if (store.engine === "sqlite")
            answers.push(...(await Promise.all(steps.map((each) => real.take(each)))));
          else for (const each of steps) answers.push(await real.take(each));
          expect(answers).toEqual(steps.map((each) => model.take(each)));
        }
      }),
      { numRuns: 40 },
    );
  });
});
