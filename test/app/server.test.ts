import type { FastifyInstance } from "fastify";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readConfig } from "../../src/app/config.ts";
import { buildServer } from "../../src/app/server.ts";
import { openStore, type Store } from "../../src/store/index.ts";
import { house, NOON } from "../support/house.ts";

let store: Store;
let server: FastifyInstance;

beforeAll(async () => {
  store = await openStore({ file: ":memory:" });
  const config = readConfig({
    TOKERU_LOG_LEVEL: "silent",
    TOKERU_PUBLIC_URL: "https://tokeru.example.jp",
    TOKERU_TRUST_PROXY: "10.0.0.5",
  });
  const [address, seal, pairing, thread] = [1, 2, 3, 4].map((n) => Buffer.alloc(32, n));
  if (!address || !seal || !pairing || !thread) throw new Error("no keys");
  const around = {
    store,
    worldOf: house.worldOf,
    say: house.say,
    city: "default",
    cities: ["default"],
    now: () => NOON,
  };
  server = await buildServer(config, around, { address, seal, pairing, thread });
});

afterAll(async () => {
  await server.close();
  await store.close();
});

describe("an address that is no text", () => {
  it("is answered with a page, in the language that the browser asks for, and with every header", async () => {
    const headers = { "accept-language": "en" };
    for (const url of ["/%ff", "/q/%E0%A4%A", "/%"]) {
      const answer = await server.inject({ url, headers });
      expect(answer.statusCode).toBe(400);
      expect(answer.headers["content-type"]).toBe("text/html; charset=utf-8");
      expect(answer.body).toContain("We could not open this");
      expect(answer.body).not.toContain(url);
      const page = await server.inject({ url: "/", headers });
      for (const name of ["content-security-policy", "strict-transport-security", "x-frame-options"]) {
        expect(answer.headers[name]).toBe(page.headers[name]);
      }
    }
    expect((await server.inject({ url: "/%ff" })).body).toContain('lang="ja"');
  });

  it("is answered with JSON where a program asked", async () => {
    const answer = await server.inject({ url: "/api/%ff" });
    expect([answer.statusCode, answer.json().error.code]).toEqual([400, "invalid_input"]);
  });
});
