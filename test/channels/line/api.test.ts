import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { messagingApiAt, type MessagingApi, type Sent } from "../../../src/channels/line/api.ts";

/** Longer than anything takes that comes to an end, in milliseconds. */
const PATIENCE = 20_000;
/** For what does not. */
const IMPATIENCE = 1_000;
const MESSAGES = [{ type: "text" as const, text: "はい" }];
const FINE = answer("200 OK", "{}");

let server: Server | undefined;
let api: MessagingApi | undefined;
afterEach(() => {
  api?.close();
  server?.close();
});

/** What a server does with a connection that has brought it the `nth` request on it, whole. */
type Deed = (socket: Socket, nth: number) => void;

function answer(status: string, body: string, length = body.length): string {
  return `HTTP/1.1 ${status}\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n${body}`;
}

/** Listens on a random port; says where. */
async function listen(onConnection: (socket: Socket) => void): Promise<string> {
  server = createServer((socket) => {
    socket.on("error", () => {});
    onConnection(socket);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A server of HTTP that does as it likes with every request, and counts those that it has read to their end. */
async function serving(deed: Deed) {
  const seen = { requests: 0, connections: 0 };
  const host = await listen((socket) => {
    seen.connections += 1;
    let [read, nth] = ["", 0];
    socket.setEncoding("utf8").on("data", (part: string) => {
      read += part;
      const [head = "", body] = read.split("\r\n\r\n");
      const length = Number(/content-length: (\d+)/i.exec(head)?.[1]);
      if (body === undefined || Buffer.byteLength(body) < length) return;
      read = "";
      seen.requests += 1;
      deed(socket, ++nth);
    });
  });
  return { url: `http://${host}`, seen };
}

const say =
  (text: string): Deed =>
  (socket) =>
    void socket.write(text);
const finish: Deed = (socket) => void socket.end();
const drop: Deed = (socket) => void socket.destroy();
const reset: Deed = (socket) => void socket.resetAndDestroy();
const hang: Deed = () => {};
const begin = say(answer("200 OK", "{", 99));
const endless: ReadonlySet<Deed> = new Set([hang, begin]);
/** The first request of every connection is answered, and the connection kept. */
const second =
  (deed: Deed): Deed =>
  (socket, nth) =>
    nth === 1 ? say(FINE)(socket, nth) : deed(socket, nth);

function replyTo(base: string, limit = PATIENCE): () => Promise<Sent["result"]> {
  const made = messagingApiAt(base, "token", { reply: limit, push: limit });
  api = made;
  return async () => (await made.reply({ replyToken: "r", messages: MESSAGES })).result;
}

describe("what became of a message", () => {
  it.each<[string, Deed, Sent["result"]]>([
    ["is answered well", say(FINE), "accepted"],
    ["is answered well, but the answer breaks off", begin, "accepted"],
    ["is refused for its token", say(answer("400 No", '{"message":"Invalid reply token"}')), "token_refused"],
    ["is refused for its content", say(answer("400 No", '{"message":"may not be empty"}')), "rejected"],
    ["is refused for its size", say(answer("413 Too Large", "")), "rejected"],
    ["comes too soon", say(answer("429 Too Many Requests", "")), "too_many"],
    [
      "is one too many for this month",
      say(answer("429 Too Many Requests", '{"message":"You have reached your monthly limit."}')),
      "used_up",
    ],
    ["has no right", say(answer("401 Unauthorized", "")), "not_now"],
    ["leads elsewhere", say(answer("302 Found", "")), "not_now"],
    ["meets a mistake of LINE", say(answer("500 Oops", "")), "failed"],
    ["meets a gateway without answer", say(answer("504 Late", "")), "failed"],
    ["takes LINE too long to read", say(answer("408 Timeout", "")), "failed"],
    ["is read, and the connection ends", finish, "no_answer"],
    ["is read, and the connection is dropped", drop, "no_answer"],
    ["is read, and the connection is reset", reset, "no_answer"],
    ["is answered with what is no HTTP", say("hello\r\n\r\n"), "no_answer"],
  ])("of a request that %s", async (_, deed, result) => {
    const { url, seen } = await serving((socket, nth) => {
      deed(socket, nth);
      if (!socket.destroyed) socket.end();
    });
    expect(await replyTo(url)()).toBe(result);
    expect(seen.requests).toBe(1);
  });

  it.each<[string, Deed, Sent["result"]]>([
    ["answered", say(FINE), "accepted"],
    ["answered well, but not to the end", begin, "accepted"],
    ["left without answer", hang, "no_answer"],
    ["ended", finish, "no_answer"],
    ["dropped", drop, "no_answer"],
    ["reset", reset, "no_answer"],
  ])("of a request over a connection that was kept, and is then %s", async (_, deed, result) => {
    const { url, seen } = await serving(second(deed));
    const reply = replyTo(url, endless.has(deed) ? IMPATIENCE : PATIENCE);
    expect(await reply()).toBe("accepted");
    expect(await reply()).toBe(result);
    expect(seen).toEqual({ requests: 2, connections: 1 });
  });

  it("of a request over a connection that the server is just closing is in doubt, or goes over another", async () => {
    const { url } = await serving((socket, nth) => {
      say(FINE)(socket, nth);
      setImmediate(() => socket.destroy());
    });
    const reply = replyTo(url);
    for (let n = 0; n < 50; n++) expect(["accepted", "no_answer"]).toContain(await reply());
  });

  it("of many at once, some of them over connections of others: none that was read counts as unsent", async () => {
    const { url, seen } = await serving(second(reset));
    const reply = replyTo(url);
    const burst = () => Promise.all(Array.from({ length: 150 }, reply));
    const results = [...(await burst()), ...(await burst())];
    expect(results).not.toContain("not_reached");
    expect(results.filter((result) => result === "no_answer")).toHaveLength(seen.requests - seen.connections);
    expect(seen.requests).toBe(results.length);
    expect(seen.connections).toBeLessThan(results.length);
  });

  it.each<[string, (socket: Socket) => void]>([
    ["is closed before a byte of it is read", (socket) => socket.destroy()],
    ["breaks off in the middle of the body", (socket) => socket.once("data", () => socket.resetAndDestroy())],
  ])("of a request whose connection %s: in doubt, for who is to say", async (_, onConnection) => {
    expect(await replyTo(`http://${await listen(onConnection)}`)()).toBe("no_answer");
  });

  it("of a request where nobody listens: certainly nothing", async () => {
    const host = await listen(() => {});
    server?.close();
    expect(await replyTo(`http://${host}`)()).toBe("not_reached");
  });

  it.each<[string, (socket: Socket) => void]>([
    ["is never answered", () => {}],
    ["is answered with something else", (socket) => socket.end(FINE)],
    ["is cut off", (socket) => socket.once("data", () => socket.resetAndDestroy())],
  ])("of a request whose handshake of encryption %s: certainly nothing", async (_, onConnection) => {
    expect(await replyTo(`https://${await listen(onConnection)}`, IMPATIENCE)()).toBe("not_reached");
  });
});
