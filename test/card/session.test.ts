import { describe, expect, it } from "vitest";
import type { CardConnection, CardReaders } from "../../src/card/port.ts";
import { CardError } from "../../src/card/port.ts";
import { chooseReader, readCard } from "../../src/card/session.ts";
import { SimulatedCard } from "../../src/card/simulated/card.ts";
import { SimulatedReaders } from "../../src/card/simulated/reader.ts";

const NAME = "Simulated Reader 00";

/** Time that passes only when the reading waits. */
function clockwork() {
  const time = { waited: 0 };
  const pause = async (milliseconds: number) => {
    time.waited += milliseconds;
  };
  return { time, pause };
}

describe("a reading", () => {
  it("waits about five seconds for a card that another program holds, and reads it once it is free", async () => {
    const readers = new SimulatedReaders([new SimulatedCard()]);
    readers.setUse("shared");
    const { time, pause } = clockwork();
    let busy = 0;
    const pauseAndFree = async (milliseconds: number) => {
      await pause(milliseconds);
      if (time.waited >= 4000) readers.setUse("free");
    };
    const { report } = await readCard(readers, NAME, { pause: pauseAndFree, onBusy: () => busy++ });
    expect(report.counters.user_pin?.left).toBe(3);
    expect([time.waited, busy]).toEqual([4000, 1]);
  });

  it("gives up after five seconds, and asks such a card nothing", async () => {
    const card = new SimulatedCard();
    const readers = new SimulatedReaders([card]);
    readers.setUse("shared");
    const { time, pause } = clockwork();
    await expect(readCard(readers, NAME, { pause })).rejects.toMatchObject({ kind: "card_busy" });
    expect(time.waited).toBe(5000);
    expect(card.received).toBe(0);
  });

  it("stops waiting when the person interrupts", async () => {
    const readers = new SimulatedReaders([new SimulatedCard()]);
    readers.setUse("exclusive");
    const { time, pause } = clockwork();
    const options = { pause, signal: AbortSignal.abort() };
    await expect(readCard(readers, NAME, options)).rejects.toMatchObject({ kind: "card_busy" });
    expect(time.waited).toBe(0);
  });

  it("is thrown away when the card leaves at any command, and the next one is whole", async () => {
    const { pause } = clockwork();
    for (let pullAtCommand = 1; pullAtCommand <= 33; pullAtCommand++) {
      const readers = new SimulatedReaders([new SimulatedCard()], { pullAtCommand });
      await expect(readCard(readers, NAME, { pause })).rejects.toMatchObject({ kind: "card_removed" });
    }
    const readers = new SimulatedReaders([new SimulatedCard()], { pullAtCommand: 34 });
    expect((await readCard(readers, NAME, { pause })).commands).toBe(33);
  });

  it("begins anew from the first command when another program resets the card, twice at most", async () => {
    const { pause } = clockwork();
    for (const [resets, outcome] of [
      [2, "read"],
      [3, "card_reset"],
    ] as const) {
      const inner = new SimulatedReaders([new SimulatedCard()]);
      let connections = 0;
      const ends: string[] = [];
      const connect = async (name: string): Promise<CardConnection> => {
        const connection = await inner.connect(name);
        const mustFail = ++connections <= resets;
        let sent = 0;
        return {
          transmit: async (command) => {
            if (mustFail && ++sent === 5) throw new CardError("card_reset", "reset");
            return connection.transmit(command);
          },
          disconnect: async (how) => {
            ends.push(how);
            await connection.disconnect(how);
          },
        };
      };
      const readers: CardReaders = {
        list: () => inner.list(),
        change: (known, signal) => inner.change(known, signal),
        connect,
        close: () => inner.close(),
      };
      const result = await readCard(readers, NAME, { pause }).then(
        () => "read",
        (error: CardError) => error.kind,
      );
      expect(result).toBe(outcome);
      expect(ends).toEqual(outcome === "read" ? ["reset", "reset", "leave"] : ["reset", "reset", "reset"]);
    }
  });
});

describe("the choice of a reader", () => {
  const reader = (name: string, card: "none" | "present") =>
    ({ name, card, use: "free", events: 0 }) as const;
  const kindOf = (choose: () => unknown) => {
    try {
      choose();
    } catch (error) {
      return error instanceof CardError ? error.kind : error;
    }
    return "chosen";
  };

  it("is the one with a card, or says why there is none", () => {
    const [empty, full, other] = [reader("A", "none"), reader("B", "present"), reader("C", "present")];
    expect(chooseReader([empty, full])).toBe(full);
    expect(kindOf(() => chooseReader([]))).toBe("no_reader");
    expect(kindOf(() => chooseReader([empty]))).toBe("no_card");
    expect(kindOf(() => chooseReader([empty, full, other]))).toBe("several_cards");
    expect(kindOf(() => chooseReader([empty, full], "1"))).toBe("no_card");
    expect(kindOf(() => chooseReader([empty, full], "D"))).toBe("reader_unknown");
    expect(chooseReader([empty, full, other], "3")).toBe(other);
  });

  it("knows a reader by the name that the list shows, without its serial number", () => {
    const acme = reader("ACME Reader [CCID] (0000000001) 00 00", "present");
    expect(chooseReader([reader("B", "present"), acme], "ACME Reader 00 00")).toBe(acme);
  });
});
