import { describe, expect, it } from "vitest";
import { acceptReport } from "../../../src/channels/card-reports.ts";
import { announceOnLine } from "../../../src/channels/line/index.ts";
import { reportWith } from "../../support/card-report.ts";
import { house } from "../../support/house.ts";
import { KEYS, PAIRING } from "./channel.ts";
import { overLine, platform, served, store } from "./over-line.ts";

overLine();

describe("a card on LINE", () => {
  it("is asked for with a button, and its report comes back as a message", async () => {
    const resident = platform.resident(served.webhook);
    await resident.follow();
    await resident.choose("locked");
    const said = (await resident.type("カードを調べる")).join("\n");
    const [, first = "", second = ""] = /([2-9A-Z]{4}) ([2-9A-Z]{4})/.exec(said) ?? [];
    expect(said).toContain(`tokeru probe --pair ${first}${second} --server https://tokeru.example.jp`);

    const around = {
      store,
      worldOf: house.worldOf,
      say: house.say,
      city: "default",
      cities: ["default"],
      now: Date.now,
      pairing: PAIRING,
    };
    const announce = { line: announceOnLine({ ...around, keys: KEYS }) };
    const card = { ...reportWith({ code_b: 0 }), read_at: new Date().toISOString() };
    const before = platform.delivered(resident.userId).length;
    expect(await acceptReport({ ...around, announce }, first + second, card)).toBe("accepted");
    const pushed = (await platform.awaitDeliveries(resident.userId, before + 1)).at(-1);
    expect(pushed?.via).toBe("push");
    expect(JSON.stringify(pushed?.messages)).toContain("カードを読み取りました");
    const answer = (await resident.choose("mine")).join("\n");
    expect(answer).toContain("照合番号B: ロックされています");
  });
});
