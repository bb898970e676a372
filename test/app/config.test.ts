import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Fastify from "fastify";
import { afterAll, describe, expect, it } from "vitest";
import { cityOf, loadCities } from "../../src/app/cities.ts";
import { ConfigError, readConfig } from "../../src/app/config.ts";
import { loadKeys } from "../../src/app/keys.ts";

const dir = mkdtempSync(join(tmpdir(), "tokeru-config-"));
afterAll(() => rmSync(dir, { recursive: true }));

const OIDC = {
  TOKERU_PUBLIC_URL: "https://tokeru.example.jp",
  TOKERU_OIDC_ISSUER: "https://login.example.jp/realms/city",
  TOKERU_OIDC_CLIENT_ID: "tokeru",
  TOKERU_OIDC_ROLES: '{"groups": {"leads": "lead", "agents": "agent"}, "realm.roles": {"audit": "auditor"}}',
};

describe("settings", () => {
  it("say where those of the desk sign in, and who gets which role, in order", () => {
    expect(readConfig({}).oidc).toBeUndefined();
    expect(readConfig(OIDC).oidc).toEqual({
      issuer: "https://login.example.jp/realms/city",
      clientId: "tokeru",
      clientSecret: undefined,
      scope: "openid profile",
      roles: [
        { claim: "groups", value: "leads", role: "lead" },
        { claim: "groups", value: "agents", role: "agent" },
        { claim: "realm.roles", value: "audit", role: "auditor" },
      ],
    });
    expect(readConfig({ ...OIDC, TOKERU_OIDC_CLIENT_SECRET: "made-up" }).oidc?.clientSecret).toBe("made-up");
  });

  it("need none of them: the embedded default works", () => {
    expect(readConfig({})).toMatchObject({
      host: "127.0.0.1",
      port: 8080,
      data: "data",
      city: "default",
      retentionDays: 30,
    });
    expect(readConfig({}).line).toBeUndefined();
    expect(readConfig({ TOKERU_PORT: "", LINE_CHANNEL_SECRET: "" }).port).toBe(8080);
  });

  it.each([
    [{ TOKERU_PORT: "eighty" }, /^TOKERU_PORT .*for example 8080/],
    [{ TOKERU_PORT: "70000" }, /^TOKERU_PORT .*for example 8080/],
    [{ TOKERU_RETENTION_DAYS: "0" }, /^TOKERU_RETENTION_DAYS .*for example 30/],
    [{ TOKERU_RETENTION_DAYS: "a month" }, /^TOKERU_RETENTION_DAYS .*for example 30/],
    [{ TOKERU_PUBLIC_URL: "tokeru.example.jp" }, /^TOKERU_PUBLIC_URL .*https:\/\/tokeru\.example\.jp/],
    [{ TOKERU_PUBLIC_URL: "https://city.example.jp/tokeru" }, /^TOKERU_PUBLIC_URL .*a path is not supported/],
    [
      { TOKERU_PUBLIC_URL: "https://city.example.jp/?a" },
      /^TOKERU_PUBLIC_URL .*https:\/\/tokeru\.example\.jp/,
    ],
    [{ TOKERU_TRUST_PROXY: "10.0.0.0/33" }, /^TOKERU_TRUST_PROXY .*10\.0\.0\.5/],
    [{ TOKERU_TRUST_PROXY: "0.0.0.0/0" }, /^TOKERU_TRUST_PROXY .*10\.0\.0\.5/],
    [{ TOKERU_TRUST_PROXY: "10.0.0.5, the-proxy" }, /^TOKERU_TRUST_PROXY .*10\.0\.0\.5/],
    [{ TOKERU_TRUST_PROXY: "true" }, /^TOKERU_TRUST_PROXY .*10\.0\.0\.5/],
    [{ TOKERU_LINE_OFF: "maybe" }, /^TOKERU_LINE_OFF .*for example yes/],
    [{ TOKERU_DATABASE_URL: "mysql://db" }, /^TOKERU_DATABASE_URL .*postgres:\/\//],
    [{ TOKERU_CITY: "../etc" }, /^TOKERU_CITY .*cities\//],
    [{ TOKERU_LOG_LEVEL: "loud" }, /^TOKERU_LOG_LEVEL .*info/],
    [{ LINE_CHANNEL_SECRET: "made-up-secret" }, /^LINE_CHANNEL_ACCESS_TOKEN is missing.*for example/],
    [{ LINE_CHANNEL_ACCESS_TOKEN: "made-up-token" }, /^LINE_CHANNEL_SECRET is missing.*for example/],
    [
      { LINE_CHANNEL_SECRET: "two words", LINE_CHANNEL_ACCESS_TOKEN: "made-up-token" },
      /^LINE_CHANNEL_SECRET .*at least 8 characters without spaces.*for example/,
    ],
    [
      { LINE_CHANNEL_SECRET: "made-up-secret", LINE_CHANNEL_ACCESS_TOKEN: "アクセストークン0123456789" },
      /^LINE_CHANNEL_ACCESS_TOKEN .*ASCII.*for example/,
    ],
    [{ TOKERU_OIDC_ISSUER: "http://login.example.jp" }, /^TOKERU_OIDC_ISSUER must begin with https/],
    [{ TOKERU_OIDC_SCOPE: "profile" }, /^TOKERU_OIDC_SCOPE must name openid.*for example/],
    [{ TOKERU_OIDC_ROLES: "groups=lead" }, /^TOKERU_OIDC_ROLES must be JSON.*for example \{"groups"/],
    [{ TOKERU_OIDC_ROLES: '["lead"]' }, /^TOKERU_OIDC_ROLES .*for example \{"groups"/],
    [{ TOKERU_OIDC_ROLES: '{"groups": {"desk": "boss"}}' }, /^TOKERU_OIDC_ROLES .*agent, lead/],
    [{ TOKERU_OIDC_ROLES: "{}" }, /^TOKERU_OIDC_ROLES must give somebody a role/],
    [{ TOKERU_OIDC_CLIENT_ID: "tokeru" }, /^TOKERU_PUBLIC_URL is missing.*OpenID Connect/],
    [{ ...OIDC, TOKERU_OIDC_ISSUER: "" }, /^TOKERU_OIDC_ISSUER is missing.*for example https/],
    [{ ...OIDC, TOKERU_OIDC_CLIENT_ID: "" }, /^TOKERU_OIDC_CLIENT_ID is missing/],
    [{ ...OIDC, TOKERU_OIDC_ROLES: "" }, /^TOKERU_OIDC_ROLES is missing.*for example \{"groups"/],
  ])("name what is wrong and how it should look: %j", (env, message) => {
    expect(() => readConfig(env)).toThrow(ConfigError);
    expect(() => readConfig(env)).toThrow(message);
  });

  it("take an address without a path, and proxies as addresses or networks", async () => {
    const config = readConfig({
      TOKERU_PUBLIC_URL: "https://tokeru.example.jp:8443/",
      TOKERU_TRUST_PROXY: "10.0.0.5, 10.1.0.0/16,2001:db8::/32, ::1",
    });
    expect(config.publicUrl).toBe("https://tokeru.example.jp:8443");
    expect(config.trustProxy).toEqual(["10.0.0.5", "10.1.0.0/16", "2001:db8::/32", "::1"]);
    const server = Fastify({ trustProxy: config.trustProxy ?? [] });
    server.get("/", (request) => request.ip);
    const headers = { "x-forwarded-for": "192.0.2.9" };
    const ipFrom = async (remoteAddress: string) =>
      (await server.inject({ url: "/", headers, remoteAddress })).body;
    expect(await ipFrom("10.1.2.3")).toBe("192.0.2.9");
    expect(await ipFrom("10.2.2.3")).toBe("10.2.2.3");
    await server.close();
  });

  it("never repeat a secret in an error", () => {
    const env = { LINE_CHANNEL_SECRET: "made up secret", LINE_CHANNEL_ACCESS_TOKEN: "made-up-token" };
    expect(() => readConfig(env)).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining("made up") }),
    );
  });

  it("show the demonstration where residents cannot reach the server, or where somebody asks for it", () => {
    const published = { TOKERU_PUBLIC_URL: "https://tokeru.example.jp" };
    expect(readConfig({}).demo).toBe(true);
    expect(readConfig({ TOKERU_DEMO: "no" }).demo).toBe(false);
    expect(readConfig(published).demo).toBe(false);
    expect(readConfig({ ...published, TOKERU_DEMO: "yes" }).demo).toBe(true);
  });

  it("switch LINE off without taking its settings away", () => {
    const env = { LINE_CHANNEL_SECRET: "made-up-secret", LINE_CHANNEL_ACCESS_TOKEN: "made-up-token" };
    expect(readConfig(env).line).toMatchObject({ channelSecret: "made-up-secret" });
    expect(readConfig({ ...env, TOKERU_LINE_OFF: "yes" }).line).toMatchObject({ off: true });
  });
});

describe("keys", () => {
  it("are made once, for the owner alone, and kept", () => {
    const keys = loadKeys(dir);
    expect(keys.address).toHaveLength(32);
    expect(keys.address.equals(keys.seal)).toBe(false);
    expect(statSync(join(dir, "keys.json")).mode & 0o777).toBe(0o600);
    expect(loadKeys(dir)).toEqual(keys);
  });

  it("are refused where the file is damaged, with what to do", () => {
    const file = join(dir, "keys.json");
    const whole = readFileSync(file, "utf8");
    const { seal: _, ...withoutSeal } = JSON.parse(whole);
    for (const text of [
      "{",
      "{}",
      "null",
      JSON.stringify(withoutSeal),
      whole.replace(/[A-Za-z0-9+/]{20}/, "short"),
    ]) {
      writeFileSync(file, text);
      expect(() => loadKeys(dir)).toThrow(/TOKERU_DATA .*damaged.*restore it from a backup/);
    }
  });
});

describe("keys of an older version", () => {
  it("are kept, and the keys that came later are added once, for the owner alone", () => {
    const data = mkdtempSync(join(dir, "older-"));
    const file = join(data, "keys.json");
    const old = { address: randomBytes(32).toString("base64"), seal: randomBytes(32).toString("base64") };
    writeFileSync(file, JSON.stringify({ ...old, later: "of a newer version" }), { mode: 0o644 });
    const keys = loadKeys(data);
    expect([keys.pairing.length, keys.thread.length]).toEqual([32, 32]);
    expect(new Set([keys.address, keys.seal, keys.pairing, keys.thread].map(String)).size).toBe(4);
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual({
      ...old,
      later: "of a newer version",
      pairing: keys.pairing.toString("base64"),
      thread: keys.thread.toString("base64"),
    });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(data)).toEqual(["keys.json"]);
    expect(loadKeys(data)).toEqual(keys);
  });
});

describe("city packs", () => {
  it("ship as national facts and one made-up city", () => {
    const cities = loadCities();
    expect([...cities.keys()].toSorted()).toEqual(["asagiri", "default"]);
    expect(cities.get("asagiri")?.notice?.ja).toContain("架空");
  });

  it("name the codes that exist when another is asked for", () => {
    expect(() => cityOf(loadCities(), "atlantis", "TOKERU_CITY")).toThrow(
      /TOKERU_CITY is "atlantis".*asagiri, default/,
    );
  });

  it.each([
    ["not JSON", "{", /not JSON/],
    ["a missing language", { name: { ja: "市" } }, /name/],
    ["an unknown document", { documents: { self: ["tea"] } }, /documents\.self\.0/],
    [
      "a strange hour",
      { offices: [{ name: texts("窓口"), hours: [{ days: ["mon"], from: "8", to: "17:00" }] }] },
      /08:30/,
    ],
    [
      "a gap in the days",
      { offices: [{ name: texts("窓口"), hours: [{ days: ["mon", "wed"], from: "08:30", to: "17:00" }] }] },
      /follow each other/,
    ],
    ["a page without https", { page: "http://city.example.jp" }, /page/],
    ["a field that does not exist", { counter: "1F" }, /counter/],
  ])("are refused with the file and the field: %s", (_, change, message) => {
    const folder = mkdtempSync(join(dir, "cities-"));
    const whole = { code: "test", name: null, offices: [] };
    writeFileSync(
      join(folder, "test.json"),
      typeof change === "string" ? change : JSON.stringify({ ...whole, ...change }),
    );
    expect(() => loadCities(folder)).toThrow(/test\.json/);
    expect(() => loadCities(folder)).toThrow(message);
  });

  it("are named for their code", () => {
    const folder = mkdtempSync(join(dir, "cities-"));
    writeFileSync(join(folder, "one.json"), JSON.stringify({ code: "other", name: null, offices: [] }));
    expect(() => loadCities(folder)).toThrow(/must be named other\.json/);
  });
});

function texts(text: string): Record<string, string> {
  return { ja: text, "ja-simple": text, en: text };
}
