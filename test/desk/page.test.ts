import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import Fastify from "fastify";
import { afterEach, beforeEach, expect, it } from "vitest";
import { deskFiles, loadDeskScript, sendDesk } from "../../src/desk/page.ts";
import { temporaryFolder } from "../web/folder.ts";

const CODE = "console.log('desk');";

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

function hashed(name: "sha256" | "sha384", as: "hex" | "base64"): string {
  return createHash(name).update(CODE).digest(as);
}

/** As `npm run build:web` leaves it. */
function build(): void {
  const desk = {
    file: "desk.js",
    sha256: hashed("sha256", "hex"),
    integrity: `sha384-${hashed("sha384", "base64")}`,
  };
  writeFileSync(join(folder.path, "desk.js"), CODE);
  writeFileSync(join(folder.path, "manifest.json"), JSON.stringify({ desk }));
}

async function served() {
  const script = loadDeskScript(folder.path);
  const app = Fastify();
  await app.register(deskFiles(script));
  app.get("/desk", (_request, reply) => sendDesk(reply, script));
  return app;
}

it("gives a page with one script, vouched for, and a policy that allows no other", async () => {
  build();
  const app = await served();
  const { headers, body } = await app.inject("/desk");
  const policy = String(headers["content-security-policy"]);
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self'");
  expect(policy).toContain("require-trusted-types-for 'script'");
  expect(policy).not.toMatch(/unsafe|\*|https?:/);
  const [, path = "", integrity] =
    /<script type="module" src="([^"]+)" integrity="([^"]+)"><\/script>/.exec(body) ?? [];
  expect(integrity).toBe(`sha384-${hashed("sha384", "base64")}`);
  expect(body.match(/<script/g)).toHaveLength(1);
  expect(body).not.toMatch(/<script[^>]*>[^<]/);
  const file = await app.inject(path);
  expect(file.body).toBe(CODE);
  expect(file.headers["cache-control"]).toContain("immutable");
  const small = await app.inject({ url: path, headers: { "accept-encoding": "gzip" } });
  expect(small.headers["content-encoding"]).toBe("gzip");
});

it("says what to do where nothing was built, or where it is not what was built", async () => {
  const missing = await (await served()).inject("/desk");
  expect(missing.statusCode).toBe(503);
  expect(missing.body).toContain("npm run build:web");
  build();
  writeFileSync(join(folder.path, "desk.js"), `${CODE} // changed`);
  const damaged = await (await served()).inject("/desk");
  expect(damaged.statusCode).toBe(503);
  expect(damaged.body).not.toContain("<script");
});
