/** `node scripts/write-openapi.ts`: writes docs/openapi.json, as a running server describes its API. */
import { writeFileSync } from "node:fs";
import Fastify from "fastify";
import { buildHouse } from "../src/app/house.ts";
import { webChannel } from "../src/channels/web/index.ts";
import { openStore } from "../src/store/index.ts";

const FILE = new URL("../docs/openapi.json", import.meta.url);

const house = buildHouse();
const store = await openStore({ file: ":memory:" });
const app = Fastify();
const cities = [...house.cities.keys()];
const pairing = { key: Buffer.alloc(32), server: "https://tokeru.example.jp" };
await app.register(webChannel({ ...house, store, cities, city: "default", pairing, now: Date.now }));
const { body } = await app.inject("/api/openapi.json");
writeFileSync(FILE, `${JSON.stringify(JSON.parse(body), null, 2)}\n`);
await app.close();
await store.close();
