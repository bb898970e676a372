import { createServer } from "node:http";
import { gzipSync } from "node:zlib";

/** What is answered at an address, as JSON. */
export type Answers = Readonly<Record<string, unknown>>;

/** A page on a server of its own, which compresses what it sends. */
export interface Page {
  readonly url: string;
  close(): Promise<void>;
}

interface File {
  readonly type: string;
  readonly content: Buffer;
}

/** Files by their path, and answers; everything is compressed once, before anybody asks. */
export async function servePage(files: Readonly<Record<string, File>>, answers: Answers = {}): Promise<Page> {
  const ready = new Map(
    [
      ...Object.entries(files),
      ...Object.entries(answers).map(
        ([path, answer]) =>
          [path, { type: "application/json", content: Buffer.from(JSON.stringify(answer)) }] as const,
      ),
    ].map(([path, { type, content }]) => [path, { type, gzipped: gzipSync(content, { level: 9 }) }]),
  );
  const server = createServer((request, response) => {
    request.resume();
    const found = ready.get(new URL(request.url ?? "/", "http://page").pathname);
    if (!found) return response.writeHead(404).end();
    const headers = { "content-type": found.type, "content-encoding": "gzip", "cache-control": "no-store" };
    return response.writeHead(200, headers).end(found.gzipped);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The page has no port.");
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A page with nothing on it but a widget. */
export function bare(markup: string): File {
  const page = `<!doctype html><html lang="ja"><head><meta charset="utf-8" /><title>bench</title><link rel="icon" href="data:," /></head><body><p>朝霧市</p>${markup}</body></html>`;
  return { type: "text/html; charset=utf-8", content: Buffer.from(page) };
}
