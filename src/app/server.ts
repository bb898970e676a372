import Fastify, { type FastifyInstance } from "fastify";
import type { Surroundings } from "../channels/dialogue.ts";
import { announceOnLine, CHANNEL as LINE, lineChannel } from "../channels/line/index.ts";
import { requestForLog, webChannel } from "../channels/web/index.ts";
import type { Config } from "./config.ts";
import type { Keys } from "./keys.ts";

/** A request that takes longer is cut off; nothing here waits for a person. */
const REQUEST_TIMEOUT_MS = 30_000;

/** The HTTP server with its channels: the web always, LINE where it is configured. */
export async function buildServer(
  config: Config,
  around: Surroundings,
  keys: Keys,
): Promise<FastifyInstance> {
  const server = Fastify({
    logger: { level: config.logLevel, serializers: { req: requestForLog } },
    // Only this proxy is believed when it says who is behind it.
    ...(config.trustProxy !== undefined && { trustProxy: config.trustProxy }),
    requestTimeout: REQUEST_TIMEOUT_MS,
    forceCloseConnections: "idle",
  });
  const line = config.line && { ...around, line: config.line, keys };
  const announce = line ? { [LINE]: announceOnLine(line) } : {};
  await server.register(webChannel({ ...around, publicUrl: config.publicUrl, announce }));
  if (line) await server.register(lineChannel(line));
  return server;
}
