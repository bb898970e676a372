import { afterEach, expect, test } from "vitest";
import { threads } from "../../../src/channels/thread.ts";
import { serveWeb, type WebServer } from "./serve.ts";
import { formFields, Visitor } from "./visitor.ts";

let server: WebServer;
afterEach(() => server.close());

test("a form whose button is pressed twice says its words once; the next form says the same words again", async () => {
  const thread = threads(Buffer.alloc(32, 5));
  server = await serveWeb({
    city: "asagiri",
    desk: { standing: () => ({ open: true, opens: null }), thread },
  });
  const visitor = new Visitor(server.app);
  await visitor.open("/person");
  await visitor.submit("/person");
  const said = { ...formFields(visitor.page, "/person/words"), text: "もしもし" };
  await visitor.post("/person/words", said);
  await visitor.post("/person/words", said);
  const [queued] = await server.store.handoffs.queue(9);
  const lines = () => thread.read(server.store.messages, queued?.conversation ?? "");
  expect((await lines()).map(({ text }) => text)).toEqual(["もしもし"]);
  await visitor.submit("/person/words", { text: "もしもし" });
  expect(await lines()).toHaveLength(2);
});
