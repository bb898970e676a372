import { describe, expect, it } from "vitest";
import { CardError, type CardReaders, type ReaderStatus } from "../../src/card/port.ts";
import { watchCards } from "../../src/card/watch.ts";

const reader = (
  card: ReaderStatus["card"],
  events: number,
  use: ReaderStatus["use"] = "free",
): ReaderStatus[] => [{ name: "A", card, use, events }];

/** What a watch tells while the readers show these states one after the other. */
async function told(...looks: (ReaderStatus[] | CardError)[]): Promise<string[]> {
  const abort = new AbortController();
  const look = async () => {
    const next = looks.shift();
    if (!next) abort.abort();
    if (next instanceof CardError) throw next;
    return next ?? [];
  };
  const readers: CardReaders = {
    list: look,
    change: look,
    connect: async () => {
      throw new Error("not asked to");
    },
    close: async () => {},
  };
  const events: string[] = [];
  for await (const event of watchCards(readers, abort.signal)) {
    events.push(event.kind === "inserted" ? `inserted ${event.reader.events}` : event.kind);
  }
  return events;
}

describe("waiting for cards", () => {
  it("tells a card that is there at the beginning, and each insertion once", async () => {
    expect(await told(reader("present", 1), reader("none", 2), reader("present", 3))).toEqual([
      "inserted 1",
      "inserted 3",
    ]);
  });

  it("does not tell a card twice because another program, or we, use it", async () => {
    const looks = [
      reader("none", 0),
      reader("present", 1),
      reader("present", 1, "exclusive"),
      reader("present", 1),
    ];
    expect(await told(...looks)).toEqual(["inserted 1"]);
  });

  it("does not tell a card twice because pcscd counts an insertion after it shows it", async () => {
    expect(await told(reader("none", 0), reader("present", 0), reader("present", 1))).toEqual(["inserted 0"]);
  });

  it("tells a card that was swapped between two looks, also where the count begins anew", async () => {
    expect(await told(reader("present", 1), reader("present", 3))).toEqual(["inserted 1", "inserted 3"]);
    expect(await told(reader("present", 0xffff), reader("present", 1))).toEqual([
      "inserted 65535",
      "inserted 1",
    ]);
  });

  it("says once that no reader is there, and tells a card in a reader that comes", async () => {
    expect(await told([], [], reader("present", 1), [])).toEqual(["no_reader", "inserted 1", "no_reader"]);
  });

  it("waits for a service that stopped, and tells the card anew after that", async () => {
    const gone = new CardError("no_service", "stopped");
    const ending = new CardError("no_access", "pcscd that is just ending");
    expect(await told(reader("present", 1), ending, gone, reader("present", 1))).toEqual([
      "inserted 1",
      "no_service",
      "inserted 1",
    ]);
  });

  it("ends with the error where nothing can be waited for", async () => {
    await expect(told(new CardError("no_access", "refused"))).rejects.toMatchObject({ kind: "no_access" });
    await expect(told(reader("none", 0), new CardError("unexpected", "?"))).rejects.toMatchObject({
      kind: "unexpected",
    });
  });
});
