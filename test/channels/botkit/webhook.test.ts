import { once } from "node:events";
import { createServer, request as ask, type Server } from "node:http";
import { createRequire } from "node:module";
import { BotAdapter, type ResourceResponse, TurnContext } from "botbuilder";
import { Botkit } from "botkit";
import Fastify from "fastify";
import { afterAll, describe, expect, it } from "vitest";
import { KEEPS_NOTHING, webhook } from "../../../src/app/botkit.ts";

interface Asked {
  readonly body: { readonly text?: string; readonly payload?: string };
  readonly rawBody: Buffer;
  header(name: string): string | undefined;
}
interface Answering {
  status(code: number): Answering;
  header(name: string, value?: string): Answering;
  json(body: object): Answering;
  send(body?: string): Answering;
  end(): unknown;
}

/** Answers as adapters of Botkit do, with what it was given. */
class EchoAdapter extends BotAdapter {
  async processActivity(request: Asked, response: Answering): Promise<void> {
    const { text, payload } = request.body;
    if (text === "throw") throw new Error("of the adapter");
    if (text === "late") {
      response.status(202).send();
      throw new Error("after the answer");
    }
    if (text === "silent") return;
    response.header("x-echo", request.header("X-Test")).header("Content-Type: text/plain");
    response.status(201).json({ text, payload, bytes: request.rawBody.toString("hex") });
    response.end();
  }
  async sendActivities(): Promise<ResourceResponse[]> {
    return [];
  }
  async continueConversation(_: object, logic: (context: TurnContext) => Promise<void>) {
    await logic(new TurnContext(this, {}));
  }
  async updateActivity(): Promise<void> {}
  async deleteActivity(): Promise<void> {}
}

const controller = new Botkit({
  adapter: new EchoAdapter(),
  disable_webserver: true,
  disable_console: true,
  storage: KEEPS_NOTHING,
});
const handle = webhook(controller, { log: { warn() {}, error() {} } });
const express: () => { post(path: string, handle: unknown): void; listen(port: number): Server } =
  createRequire(createRequire(import.meta.url).resolve("botkit"))("express");

const closing: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const close of closing) await close();
});

async function listening(server: Server): Promise<string> {
  if (!server.listening) await once(server, "listening");
  closing.push(async () => server.close());
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("There is no port.");
  return `http://127.0.0.1:${address.port}/`;
}

const SERVERS: Readonly<Record<string, () => Promise<string>>> = {
  "Node's own": () => listening(createServer(handle).listen(0)),
  Express() {
    const app = express();
    app.post("/", handle);
    return listening(app.listen(0));
  },
  async Fastify() {
    const app = Fastify();
    app.removeAllContentTypeParsers();
    app.addContentTypeParser("*", (_request, _body, done) => done(null));
    app.post("/", (request, reply) => {
      reply.hijack();
      handle(request.raw, reply.raw);
    });
    closing.push(() => app.close());
    return app.listen({ port: 0 });
  },
};

/** In two parts, the second after the first has arrived. */
async function inParts(url: string, body: Buffer, cut: number): Promise<{ status: number; text: string }> {
  const headers = { "content-type": "application/json", "content-length": body.length, "x-test": "yes" };
  const sending = ask(url, { method: "POST", headers });
  sending.write(body.subarray(0, cut));
  await new Promise((resolve) => setTimeout(resolve, 20));
  sending.end(body.subarray(cut));
  const [response] = await once(sending, "response");
  let text = "";
  for await (const chunk of response) text += chunk;
  return { status: response.statusCode, text };
}

describe.each(Object.keys(SERVERS))("a bot's webhook on %s", (name) => {
  const started = SERVERS[name]?.() ?? Promise.reject(new Error(name));
  const post = async (body: string, type = "application/json"): Promise<Response> =>
    fetch(await started, { method: "POST", headers: { "content-type": type }, body });

  it("keeps the bytes of a character that arrives in two parts", async () => {
    const body = Buffer.from(JSON.stringify({ text: "暗証番号" }));
    for (let cut = 9; cut < 13; cut++) {
      const { status, text } = await inParts(await started, body, cut);
      expect(status).toBe(201);
      expect(JSON.parse(text)).toEqual({ text: "暗証番号", bytes: body.toString("hex") });
    }
  });

  it("reads a form, and hands headers both ways", async () => {
    const form = new URLSearchParams({ payload: '{"a":"あ"}' }).toString();
    const response = await post(form, "application/x-www-form-urlencoded");
    expect(await response.json()).toMatchObject({ payload: '{"a":"あ"}' });
  });

  it.each([
    ["", 400],
    ["{", 400],
    ["null", 400],
    ['"text"', 400],
    ['{"text":"throw"}', 500],
    ['{"text":"late"}', 202],
    ['{"text":"silent"}', 200],
    [JSON.stringify({ text: "x".repeat(300_000) }), 413],
  ])("answers %.20s with %i, and goes on", async (body, status) => {
    // Who is not read to the end may see the connection end first.
    const seen = await post(body).then(
      (response) => response.status,
      () => 413,
    );
    expect(seen).toBe(status);
    expect((await post("{}")).status).toBe(201);
  });
});
