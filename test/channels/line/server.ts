/**
 * The LINE channel as a process of its own, to be killed: `node server.ts <SQLite file> <Messaging API> <port>`. It
 * says "ready", and begins once its standard input ends, so that one can wait in line for the death of another.
 */
import { flushCompileCache } from "node:module";
import { text } from "node:stream/consumers";
import { openStore, type Store, type Transaction } from "../../../src/store/index.ts";
import { QUICK, serveLine } from "./channel.ts";

const [file = "", api = "", port = "0"] = process.argv.slice(2);
// Whoever is killed keeps nothing for the next.
flushCompileCache();
console.log("ready");
await text(process.stdin);
const store = await openStore({ file });
const pace = { ...QUICK, tokenAge: 60 * 60 * 1000 };
const { webhook } = await serveLine({ store: marking(store), api, port: Number(port), pace });
console.log(webhook);

/** Every message carries the id of the event that led to it. */
function marking(inner: Store): Store {
  return {
    ...inner,
    transaction: (work) =>
      inner.transaction((tx) => {
        let event = "";
        return work({
          ...tx,
          inbox: {
            ...tx.inbox,
            acceptOf(one) {
              event = one.id;
              return tx.inbox.acceptOf(one);
            },
          },
          outbox: {
            ...tx.outbox,
            add: (message) => tx.outbox.add({ ...message, body: marked(message.body, event) }),
          },
        } satisfies Transaction);
      }),
  };
}

/** In the alternative text of a bubble, and in the words of what has none. */
function marked(body: unknown, event: string): unknown {
  return JSON.parse(JSON.stringify(body), (key, value: unknown) =>
    (key === "altText" || key === "text") && typeof value === "string" && value.length < 300
      ? `${value} ${event}`
      : value,
  );
}
