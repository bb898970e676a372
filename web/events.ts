/** One event of the server. */
export interface ServerEvent {
  readonly name: string;
  readonly data: string;
}

/**
 * Reads `text/event-stream` from a response's body, for `EventSource` cannot send the conversation's key. A
 * sign of life without an event comes out as undefined.
 */
export async function* eventsOf(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerEvent | undefined> {
  const reader = body
    .pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>)
    .getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const blocks = (rest + value).replaceAll("\r", "").split("\n\n");
    rest = blocks.pop() ?? "";
    if (blocks.length === 0) yield undefined;
    for (const block of blocks) yield eventOf(block);
  }
}

function eventOf(block: string): ServerEvent | undefined {
  const fields = new Map(block.split("\n").map((line) => splitAt(line)));
  const data = fields.get("data");
  return data === undefined ? undefined : { name: fields.get("event") ?? "message", data };
}

function splitAt(line: string): readonly [string, string] {
  const colon = line.indexOf(":");
  return colon < 0 ? [line, ""] : [line.slice(0, colon), line.slice(colon + 1).replace(/^ /, "")];
}
