import { createHmac, randomBytes } from "node:crypto";
import { BOT_USER_ID, CHANNEL_SECRET } from "../line-account.ts";
import { storedVisitor } from "../stored.ts";
import type { Answer, Connection } from "./connection.ts";
import { journeys, type Tap } from "./journeys.ts";
import type { LinePlatform } from "./line-platform.ts";

/** How somebody talks to a server. */
export const DOORS = ["web", "web-stored", "line", "echo", "echo-line", "botkit", "botkit-line"] as const;
export type Door = (typeof DOORS)[number];

/** One person after the other on one connection, each from the start to the outcome: a turn a call. */
export type NextTurn = () => Promise<void>;

/** What the visitors of a door may need. */
export interface Place {
  readonly connection: Connection;
  readonly line: LinePlatform;
  /** How many conversations the store held before. */
  readonly stored: number;
}

const JOURNEYS = journeys();
/** The last tap of a journey must be answered with this. */
const OUTCOME = '"node":"outcome"';

function anyJourney(): readonly Tap[] {
  return JOURNEYS[Math.floor(Math.random() * JOURNEYS.length)] ?? [];
}

/** The start, then a journey's taps, then somebody else. */
function residents(begin: () => Promise<void>, tap: (tap: Tap, last: boolean) => Promise<void>): NextTurn {
  let left: readonly Tap[] = [];
  let begun = false;
  return () => {
    const [next, ...rest] = left;
    if (!begun || !next) {
      begun = true;
      left = anyJourney();
      return begin();
    }
    left = rest;
    return tap(next, rest.length === 0);
  };
}

function expect(answer: Answer, status: number, said?: string): void {
  if (answer.status === status && (said === undefined || answer.body.includes(said))) return;
  throw new Error(`Not what was expected:\n${answer.head}\n${answer.body.toString("utf8")}`);
}

/** The proxy in front names who asks; everybody has an address of their own, as residents do. */
function anyAddress(): string {
  return `x-forwarded-for: 10.${randomBytes(3).join(".")}\r\n`;
}

/** Through Tokeru's JSON API, each with the cookie that was issued to them. */
function web({ connection }: Place): NextTurn {
  let headers = "";
  return residents(
    async () => {
      const address = anyAddress();
      const answer = await connection.post("/api/conversations", '{"lang":"ja"}', address);
      expect(answer, 201);
      const cookie = /\r\nset-cookie: ([^;]+)/i.exec(answer.head)?.[1] ?? "";
      headers = `${address}cookie: ${cookie}\r\n`;
    },
    async (tap, last) =>
      expect(
        await connection.post("/api/conversation/turns", JSON.stringify(tap), headers),
        200,
        last ? OUTCOME : undefined,
      ),
  );
}

/** Anybody of all who were there before comes back and says what happened, from the start. */
function webStored({ connection, stored }: Place): NextTurn {
  let first = true;
  let headers = "";
  return async () => {
    if (first) {
      const id = storedVisitor(Math.floor(Math.random() * stored));
      headers = `${anyAddress()}cookie: tokeru=${id}\r\n`;
    }
    const body = first ? '{"command":"restart"}' : JSON.stringify(JOURNEYS[0]?.[0]);
    first = !first;
    expect(await connection.post("/api/conversation/turns", body, headers), 200);
  };
}

/** Through a LINE webhook: a signed event each, and the reply awaited where LINE would get it. */
function line({ connection, line: platform }: Place, path: string, said?: string): NextTurn {
  let userId = "";
  async function send(event: object, expected?: string): Promise<void> {
    const replyToken = randomBytes(16).toString("hex");
    const body = JSON.stringify({
      destination: BOT_USER_ID,
      events: [
        {
          mode: "active",
          timestamp: Date.now(),
          webhookEventId: `01BENCH${randomBytes(10).toString("hex").toUpperCase()}`,
          deliveryContext: { isRedelivery: false },
          source: { type: "user", userId },
          replyToken,
          ...event,
        },
      ],
    });
    const signature = createHmac("sha256", CHANNEL_SECRET).update(body).digest("base64");
    const reply = platform.reply(replyToken);
    const [answer, arrived] = await Promise.all([
      connection.post(path, body, `x-line-signature: ${signature}\r\n`),
      reply,
    ]);
    expect(answer, 200);
    if (expected !== undefined && !arrived.includes(expected)) {
      throw new Error(`Not the reply that was expected: ${arrived}`);
    }
  }
  return residents(
    () => {
      userId = `U${randomBytes(16).toString("hex")}`;
      return send({ type: "postback", postback: { data: "c=restart" } });
    },
    (tap, last) =>
      send(
        { type: "postback", postback: { data: `n=${tap.node}&v=${tap.choose}` } },
        last ? said : undefined,
      ),
  );
}

/** The same words to a server that does nothing with them. */
function echo({ connection }: Place): NextTurn {
  const post = async (body: string) => expect(await connection.post("/echo", body), 200, body);
  return residents(
    () => post('{"lang":"ja"}'),
    (tap) => post(JSON.stringify(tap)),
  );
}

/** The same words to a hello bot. */
function botkit({ connection }: Place): NextTurn {
  let user = "";
  const post = async (text: string) => {
    const body = JSON.stringify({ type: "message", user, text });
    expect(await connection.post("/api/messages", body), 200, "Hello!");
  };
  return residents(
    () => {
      user = randomBytes(16).toString("hex");
      return post("hello");
    },
    ({ choose }) => post(choose),
  );
}

export const VISITORS: Readonly<Record<Door, (place: Place) => NextTurn>> = {
  web,
  "web-stored": webStored,
  // The heading of the sources stands in every outcome's last bubble.
  line: (place) => line(place, "/line/webhook", "■"),
  echo,
  "echo-line": (place) => line(place, "/line"),
  botkit,
  "botkit-line": (place) => line(place, "/api/messages"),
};
