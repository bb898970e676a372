import Fastify, { type FastifyInstance } from "fastify";
import type { Surroundings } from "../channels/dialogue.ts";
import type { Speakers } from "../channels/speak.ts";
import { refuseUnroutable, webChannel, type Widgets } from "../channels/web/index.ts";
import { deskRoom } from "../desk/index.ts";
import type { Config } from "./config.ts";
import type { Keys } from "./keys.ts";
import { LOGGING } from "./log.ts";

/** A request that takes longer is cut off; nothing here waits for a person. */
const REQUEST_TIMEOUT_MS = 30_000;

/** The HTTP server with its channels: the web always, LINE where it is configured; and the desk, where there is one. */
export async function buildServer(
  config: Config,
  around: Surroundings,
  keys: Keys,
  widgets?: Widgets,
): Promise<FastifyInstance> {
  const web = {
    ...around,
    publicUrl: config.publicUrl,
    demo: config.demo,
    liffId: config.liffId,
    ...(widgets && { widgets }),
  };
  const server = Fastify({
    frameworkErrors: refuseUnroutable(web),
    logger: { ...LOGGING, level: config.logLevel },
    // Only this proxy is believed when it says who is behind it.
    ...(config.trustProxy !== undefined && { trustProxy: config.trustProxy }),
    requestTimeout: REQUEST_TIMEOUT_MS,
    forceCloseConnections: "idle",
  });
  const line = config.line && (await lineOf(web, config.line, keys));
  await server.register(webChannel({ ...web, ...(line && { announce: line.announce }) }));
  if (line) await server.register(line.channel);
  const { desk } = around;
  if (desk) {
    const speakers: Speakers = line ? line.speakers : {};
    const { publicUrl, oidc } = config;
    await server.register(deskRoom({ ...around, desk, speakers, publicUrl, oidc }));
  }
  return server;
}

/** Loaded where it is configured: LINE's SDK takes its time. */
async function lineOf(
  around: Surroundings & { readonly publicUrl: string | undefined },
  line: NonNullable<Config["line"]>,
  keys: Keys,
) {
  const { announceOnLine, CHANNEL, lineChannel, speakOnLine } = await import("../channels/line/index.ts");
  const surroundings = { ...around, line, keys };
  return {
    channel: lineChannel(surroundings),
    announce: { [CHANNEL]: announceOnLine(surroundings) },
    speakers: { [CHANNEL]: speakOnLine(surroundings) },
  };
}
