import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline/promises";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { ACCESS_TOKEN, CHANNEL_SECRET, startLinePlatform } from "../../support/line-platform.ts";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));

it("the bot of docs/botkit-line.md runs as it stands there", async () => {
  const page = await readFile(new URL("../../../docs/botkit-line.md", import.meta.url), "utf8");
  const [, code = ""] = /```ts\n(.*?)```/s.exec(page) ?? [];
  const platform = await startLinePlatform();
  const args = ["--conditions=tokeru-source", "--input-type=module-typescript", "-e", code];
  const bot = spawn(process.execPath, args, {
    cwd: ROOT,
    env: {
      ...process.env,
      LINE_CHANNEL_SECRET: CHANNEL_SECRET,
      LINE_CHANNEL_ACCESS_TOKEN: ACCESS_TOKEN,
      LINE_API: platform.url,
      PORT: "0",
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const [said] = await once(createInterface({ input: bot.stdout }), "line");
    const port = /port: (\d+)/.exec(String(said))?.[1];
    const webhook = `http://127.0.0.1:${port}/`;
    expect(await platform.deliver(webhook, [])).toBe(200);
    expect(await platform.resident(webhook).type("こんにちは")).toEqual(["You said: こんにちは"]);
  } finally {
    bot.kill();
    await once(bot, "exit");
    await platform.stop();
  }
});
