import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadWidgets } from "../../../src/channels/web/index.ts";
import { serveWeb, type WebServer } from "./serve.ts";
import { textOf } from "./visitor.ts";
import { addGuard, type Folders, newFolders, writeBuild } from "./widget-build.ts";

const SCRIPT = 'customElements.define("tokeru-chat", class extends HTMLElement {});';

let folders: Folders;
let web: WebServer;
beforeEach(() => {
  folders = newFolders();
});
afterEach(async () => {
  await web.close();
  folders.remove();
});

async function serve(options: Parameters<typeof serveWeb>[0] = {}): Promise<void> {
  web = await serveWeb({ widgets: loadWidgets(folders.built, folders.kept), ...options });
}

const get = (url: string, headers: Readonly<Record<string, string>> = {}) =>
  web.app.inject({ url, headers: { "accept-language": "ja", ...headers } });

/** The directives of a page's policy. */
function policyOf(response: Awaited<ReturnType<typeof get>>): Readonly<Record<string, string>> {
  const header = String(response.headers["content-security-policy"]);
  return Object.fromEntries(header.split("; ").map((text) => text.split(/ (.*)/s, 2)));
}

describe("a build of the widget", () => {
  it("is served to every page, for ever, under the hash of its content", async () => {
    const { path } = writeBuild(folders, SCRIPT);
    await serve();
    const response = await get(path);
    expect(response.body).toBe(SCRIPT);
    expect(response.headers).toMatchObject({
      "content-type": "text/javascript; charset=utf-8",
      "access-control-allow-origin": "*",
      "cross-origin-resource-policy": "cross-origin",
      "cache-control": "public, max-age=31536000, immutable",
    });
    const zipped = await get(path, { "accept-encoding": "br, gzip" });
    expect(zipped.headers["content-encoding"]).toBe("gzip");
    expect(gunzipSync(zipped.rawPayload).toString()).toBe(SCRIPT);
  });

  it("goes on being served after an upgrade, and the pages show the new one", async () => {
    const old = writeBuild(folders, SCRIPT);
    loadWidgets(folders.built, folders.kept);
    const next = writeBuild(folders, `${SCRIPT} // next`);
    await serve();
    expect((await get(old.path)).body).toBe(SCRIPT);
    expect((await get(next.path)).body).toBe(`${SCRIPT} // next`);
    const page = (await get("/chat")).body;
    expect(page).toContain(`src="${next.path}" integrity="${next.integrity}"`);
    expect(page).not.toContain(old.path);
  });

  it("brings along what it loads when somebody writes, in a folder of its own", async () => {
    writeBuild(folders, SCRIPT);
    const guard = addGuard(folders, "export const guard = () => {};");
    await serve();
    expect((await get(guard)).body).toBe("export const guard = () => {};");
    writeFileSync(join(folders.built, "tokeru-guard.js"), "half");
    expect(loadWidgets(folders.built, folders.kept).current).toBeUndefined();
  });

  it("that was damaged is not served", async () => {
    const old = writeBuild(folders, SCRIPT);
    loadWidgets(folders.built, folders.kept);
    const [hash = ""] = readdirSync(folders.kept);
    writeFileSync(join(folders.kept, hash, "tokeru-chat.js"), "alert(1)");
    writeBuild(folders, `${SCRIPT} // next`);
    await serve();
    expect((await get(old.path)).statusCode).toBe(404);
  });

  it("that does not fit its manifest, as when a build was broken off, counts as none", async () => {
    writeBuild(folders, SCRIPT);
    writeFileSync(join(folders.built, "tokeru-chat.js"), "half");
    await serve();
    expect((await get("/chat")).statusCode).toBe(503);
  });
});

describe("the page of the widget", () => {
  it("allows the widget, our own server, and nothing else", async () => {
    const { path, integrity } = writeBuild(folders, SCRIPT);
    await serve();
    const response = await get("/chat?city=asagiri&lang=en&a=what_happened.locked");
    expect(policyOf(response)).toEqual({
      "default-src": "'none'",
      "script-src": "'self'",
      "connect-src": "'self'",
      "style-src": "'self'",
      "img-src": "'self'",
      "form-action": "'none'",
      "base-uri": "'none'",
      "frame-ancestors": "'none'",
      "require-trusted-types-for": "'script'",
      "trusted-types": "lit-html",
    });
    expect(response.headers["x-frame-options"]).toBe("DENY");
    expect(response.headers["set-cookie"]).toBeUndefined();
    expect(response.body).toContain(`<script type="module" src="${path}" integrity="${integrity}"></script>`);
    expect(response.body).toContain('<tokeru-chat mode="page" city="asagiri" lang="en"></tokeru-chat>');
    expect(response.body).toContain('href="/?lang=en&amp;city=asagiri&amp;a=what_happened.locked"');
  });

  it("is led to from the first page", async () => {
    writeBuild(folders, SCRIPT);
    await serve();
    expect((await get("/?city=asagiri")).body).toContain('href="/chat?lang=ja&amp;city=asagiri"');
  });

  it("may be framed by the pages that its city names, and by no others", async () => {
    writeBuild(folders, SCRIPT);
    await serve({ publicUrl: "https://tokeru.example.jp" });
    const framed = await get("/frame?city=asagiri");
    expect(policyOf(framed)["frame-ancestors"]).toBe("'self' https://www.city.asagiri.example.jp");
    expect(framed.headers["x-frame-options"]).toBeUndefined();
    expect(policyOf(await get("/frame?city=default"))["frame-ancestors"]).toBe("'self'");
    expect(policyOf(await get("/frame?city=atlantis"))["frame-ancestors"]).toBe("'self'");
  });
});

describe("the page for a city's web staff", () => {
  it("shows what to paste, where it is allowed, and what a page's policy needs", async () => {
    const { path, integrity } = writeBuild(folders, SCRIPT);
    await serve({ publicUrl: "https://tokeru.example.jp" });
    const page = textOf((await get("/embed?city=asagiri")).body);
    expect(page).toContain(
      `<script type="module" src="https://tokeru.example.jp${path}" integrity="${integrity}"></script>` +
        '<tokeru-chat city="asagiri" lang="ja"></tokeru-chat>',
    );
    expect(page).toContain('<iframe src="https://tokeru.example.jp/frame?city=asagiri&lang=ja"');
    expect(page).toContain('<a href="https://tokeru.example.jp/?city=asagiri">');
    expect(page).toContain("https://www.city.asagiri.example.jp");
    expect(page).not.toContain("localhost");
    expect(page).toContain("script-src https://tokeru.example.jp; connect-src https://tokeru.example.jp");
    expect(textOf((await get("/embed")).body)).toContain("まだ、ありません");
  });

  it("names the server as it was reached, where it is not published", async () => {
    writeBuild(folders, SCRIPT);
    await serve();
    const page = textOf((await get("/embed?city=asagiri", { host: "127.0.0.1:8080" })).body);
    expect(page).toContain('src="http://127.0.0.1:8080/widget/');
    expect(page).toContain("http://localhost:*");
  });
});

describe("the demonstration", () => {
  it("is a made-up city's page with a strict policy, in three variants", async () => {
    const { path } = writeBuild(folders, SCRIPT);
    await serve({ demo: true });
    const plain = await get("/demo");
    expect(plain.body).toContain(path);
    expect(policyOf(plain)["style-src"]).toBe("'self'");
    expect(policyOf(plain)["trusted-types"]).toBeUndefined();
    expect(policyOf(await get("/demo?trusted-types=1"))).toMatchObject({
      "require-trusted-types-for": "'script'",
      "trusted-types": "lit-html",
    });
    const framed = (await get("/demo?mode=frame")).body;
    expect(framed).toContain('src="/frame?city=asagiri&amp;lang=ja"');
    expect(framed).not.toContain("<tokeru-chat");
  });

  it("is not served unless somebody asks for it", async () => {
    await serve();
    expect((await get("/demo")).statusCode).toBe(404);
  });
});

describe("a server without a build", () => {
  it("says so where one is needed, and does everything else", async () => {
    await serve({ demo: true });
    for (const path of ["/chat", "/frame"]) {
      const response = await get(path);
      expect(response.statusCode).toBe(503);
      expect(textOf(response.body)).toContain("ただいま、チャットは使えません");
      expect(response.body).toContain('href="/"');
    }
    for (const path of ["/embed", "/demo"]) {
      const response = await get(path);
      expect(response.statusCode).toBe(200);
      expect(textOf(response.body)).toContain("npm run build:web");
    }
    const first = await get("/");
    expect(first.statusCode).toBe(200);
    expect(first.body).not.toContain('href="/chat');
  });
});
