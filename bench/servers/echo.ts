/**
 * The limit: a bare Fastify that gives back what it gets. Where it is posted a LINE webhook, the event's
 * words go to the Messaging API as its reply. It verifies nothing, decides nothing and keeps nothing.
 * Settings: PORT, LINE_API.
 */
import Fastify from "fastify";

interface Webhook {
  readonly events: readonly { readonly replyToken: string; readonly postback: { readonly data: string } }[];
}

const { PORT, LINE_API = "" } = process.env;
const server = Fastify();

server.post("/echo", (request, reply) => reply.send(request.body));

server.post<{ Body: Webhook }>("/line", (request, reply) => {
  for (const { replyToken, postback } of request.body.events) {
    void fetch(new URL("/v2/bot/message/reply", LINE_API), {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ replyToken, messages: [{ type: "text", text: postback.data }] }),
      signal: AbortSignal.timeout(8_000),
    }).then((response) => response.text());
  }
  return reply.code(200).send();
});

await server.listen({ host: "127.0.0.1", port: Number(PORT) });
