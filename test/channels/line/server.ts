/** The LINE channel as a process of its own, to be killed: `node server.ts <SQLite file> <Messaging API> <port>`. */
import { openStore } from "../../../src/store/index.ts";
import { serveLine } from "./channel.ts";

const [file = "", api = "", port = "0"] = process.argv.slice(2);
const store = await openStore({ file });
const { webhook } = await serveLine({ store, api, port: Number(port) });
console.log(webhook);
