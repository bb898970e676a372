import { afterEach, expect, test } from "vitest";
import { STORIES } from "../../support/stories.ts";
import { serveWeb, type WebServer } from "./serve.ts";
import { Visitor } from "./visitor.ts";

let server: WebServer;
afterEach(() => server.close());

test("is said on the page with one of two buttons, which then give way to thanks", async () => {
  server = await serveWeb();
  const visitor = new Visitor(server.app);
  await visitor.open("/");
  for (const tap of STORIES[0]?.taps ?? []) await visitor.choose(tap);
  expect(visitor.page).toContain('value="good"');
  await visitor.submit("/rating", { rate: "good" });
  expect(visitor.page).toContain("ありがとうございます");
  expect(visitor.page).not.toContain('action="/rating"');
});
