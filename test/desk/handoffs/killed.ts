/**
 * The desk and the web channel as a process of its own, to be killed: `node killed.ts <SQLite file> <port>`. It says
 * "ready", and begins once its standard input ends, so that one can wait in line for the death of another.
 */
import { flushCompileCache } from "node:module";
import { text } from "node:stream/consumers";
import { openStore } from "../../../src/store/index.ts";
import { serveDesk } from "./serving.ts";

const [file = "", port = "0"] = process.argv.slice(2);
// Whoever is killed keeps nothing for the next.
flushCompileCache();
console.log("ready");
await text(process.stdin);
const { app } = await serveDesk(await openStore({ file }));
console.log(await app.listen({ host: "127.0.0.1", port: Number(port) }));
