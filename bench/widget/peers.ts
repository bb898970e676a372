import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Watched } from "./first-choice.ts";
import type { Answers } from "./pages.ts";

const run = promisify(execFile);
const PATIENCE_MS = 120_000;

/** Somebody else's widget: what is published, and how a page has it on. */
interface Peer {
  readonly name: string;
  readonly version: string;
  /** The one file that a page loads. */
  readonly file: string;
  /** What a page says to have it on, its script at `/widget.js`. */
  readonly markup: string;
  /** What its server would answer: one message with the same choices as ours, at once. */
  readonly answers: Answers;
  readonly watched: Watched;
}

/** A peer with the content of its file. */
export interface FetchedPeer extends Peer {
  readonly script: Buffer;
}

const QUESTION = "何がありましたか。";
const CHOICES = [
  "暗証番号を忘れた",
  "ロックされた",
  "番号が違うと言われた",
  "期限が切れた",
  "なくした",
  "番号を変えたい",
  "そのほか",
];

/** Web Chat asks a Direct Line for its messages: here one that has the question ready. */
const webchat: Peer = {
  name: "botframework-webchat",
  version: "4.18.1",
  file: "dist/webchat.js",
  markup: `<div id="chat" style="height: 600px"></div><script src="/widget.js"></script><script>
    const stream = (...values) => ({
      subscribe(observer) {
        const next = typeof observer === "function" ? observer : observer.next.bind(observer);
        for (const value of values) next(value);
        return { unsubscribe() {} };
      },
    });
    const actions = ${JSON.stringify(CHOICES.map((title) => ({ type: "imBack", title, value: title })))};
    WebChat.renderWebChat({
      locale: "ja-JP",
      directLine: {
        activity$: stream({
          type: "message", id: "1", timestamp: new Date().toISOString(), text: ${JSON.stringify(QUESTION)},
          from: { id: "bot", role: "bot" }, suggestedActions: { actions, to: [] },
        }),
        connectionStatus$: stream(0, 1, 2),
        postActivity: () => stream("2"),
        end() {},
      },
    }, document.getElementById("chat"));
  </script>`,
  answers: {},
  watched: { choice: ".webchat__suggested-action" },
};

/** Flowise asks for its settings, which hold the prompts to begin with. */
const flowise: Peer = {
  name: "flowise-embed",
  version: "3.1.6",
  file: "dist/web.js",
  markup: `<script type="module">
    import Chatbot from "/widget.js";
    Chatbot.init({ chatflowid: "flow", apiHost: location.origin });
  </script>`,
  answers: {
    "/api/v1/public-chatbotConfig/flow": {
      starterPrompts: Object.fromEntries(CHOICES.map((prompt, n) => [n, { prompt }])),
    },
    "/api/v1/chatflows-streaming/flow": { isStreaming: false },
  },
  watched: { host: "flowise-chatbot", launcher: "button", choice: "[data-modal-target=defaultModal]" },
};

/** Typebot asks for its first message; the pretended typing, on by default, is off. */
const typebot: Peer = {
  name: "@typebot.io/js",
  version: "0.10.7",
  file: "dist/web.js",
  markup: `<script type="module">
    import Typebot from "/widget.js";
    Typebot.initBubble({ typebot: "flow", apiHost: location.origin });
  </script>`,
  answers: {
    "/api/v1/typebots/flow/startChat": {
      sessionId: "session",
      typebot: {
        id: "flow",
        version: "6.1",
        theme: {},
        settings: { general: { isBrandingEnabled: false }, typingEmulation: { enabled: false } },
      },
      messages: [
        {
          id: "message",
          type: "text",
          content: { type: "richText", richText: [{ type: "p", children: [{ text: QUESTION }] }] },
        },
      ],
      input: {
        id: "input",
        type: "choice input",
        items: CHOICES.map((content, n) => ({ id: `choice-${n}`, content })),
      },
    },
  },
  watched: { host: "typebot-bubble", launcher: "button", choice: ".typebot-buttons-input button" },
};

const PEERS: readonly Peer[] = [webchat, flowise, typebot];

/**
 * Fetches what is published into the folder.
 * @throws {Error} with a clear message where the registry cannot be reached.
 */
export async function fetchPeers(folder: string): Promise<readonly FetchedPeer[]> {
  const fetched: FetchedPeer[] = [];
  for (const peer of PEERS) fetched.push({ ...peer, script: await fetchFile(peer, folder) });
  return fetched;
}

async function fetchFile({ name, version, file }: Peer, folder: string): Promise<Buffer> {
  try {
    const { stdout } = await run(
      "npm",
      ["pack", `${name}@${version}`, "--silent", "--ignore-scripts", "--pack-destination", folder],
      { timeout: PATIENCE_MS },
    );
    const unpacked = join(folder, name.replaceAll("/", "-"));
    await run("mkdir", [unpacked]);
    await run("tar", ["-xzf", join(folder, stdout.trim()), "-C", unpacked]);
    return readFileSync(join(unpacked, "package", file));
  } catch (cause) {
    throw new Error(
      `${name}@${version} could not be fetched from the npm registry, so nothing stands beside ours.`,
      { cause },
    );
  }
}
