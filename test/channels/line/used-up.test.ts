import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { addressKeyOf } from "../../../src/channels/line/address.ts";
import { speakOnLine } from "../../../src/channels/line/index.ts";
import { openStore, type Store } from "../../../src/store/index.ts";
import { onBothEngines } from "../../store/engines.ts";
import { type Agent, agentOf, deskOf, NOTHING_SET, OPEN_HOURS } from "../../support/desk.ts";
import { house } from "../../support/house.ts";
import { type LinePlatform, type Resident, startLinePlatform } from "../../support/line-platform.ts";
import { wordsOf } from "../../support/line/shown.ts";
import { KEYS, PAIRING, type Served, serveLine } from "./channel.ts";

const CITY = "asagiri";
const at = (text: string): number => Date.parse(text);

onBothEngines((bench) => {
  let clock: number;
  const now = (): number => clock;
  let platform: LinePlatform;
  let store: Store;
  let served: Served;
  let agent: Agent;

  const around = () => ({
    store,
    city: CITY,
    now,
    desk: deskOf(now),
    settings: () => NOTHING_SET,
    worldOf: (city: string) => ({ ...house.worldOf(city), now: clock }),
  });

  beforeEach(async () => {
    clock = OPEN_HOURS;
    platform = await startLinePlatform(now);
    store = await openStore(await bench.newPlace());
    served = await serveLine({ ...around(), api: platform.url });
    const cities = [...house.cities.keys()];
    const surroundings = { ...around(), say: house.say, cities, pairing: PAIRING, keys: KEYS };
    agent = agentOf(surroundings, speakOnLine(surroundings));
  });
  afterEach(async () => {
    await served.app.close();
    await store.close();
    await platform.stop();
  });

  const monthIsUsedUp = () => (platform.account.quota = { type: "limited", value: platform.account.used });
  const newMonth = () => (platform.account.quota = { type: "none" });
  const rowOf = async ({ userId }: Resident): Promise<string> =>
    (await store.conversations.findByAddress("line", addressKeyOf(KEYS, userId)))?.id ?? "";
  const got = ({ userId }: Resident) =>
    platform.delivered(userId).map(({ via, messages }) => `${via}: ${messages.map(wordsOf).join(" ")}`);
  async function logged(words: string): Promise<void> {
    await expect.poll(() => served.log.join("")).toContain(words);
  }

  /** The server is started at another time; the first thing that it does is to look for reminders. */
  async function startAt(text: string): Promise<void> {
    await served.app.close();
    clock = at(text);
    served = await serveLine({
      ...around(),
      api: platform.url,
      port: Number(new URL(served.webhook).port),
    });
  }

  describe("where the plan has no more messages this month", () => {
    it("a word of the desk is given up at once, and the desk is told; what comes next is answered", async () => {
      const resident = platform.resident(served.webhook);
      await resident.follow();
      await resident.tap("人に相談する");
      const row = await rowOf(resident);
      await agent.take(row);
      await expect.poll(() => got(resident)).toHaveLength(3);
      monthIsUsedUp();
      clock += 10 * 60_000;
      await agent.say(row, "番号をお知らせします");
      await expect.poll(() => agent.reads(row)).toHaveLength(2);
      expect((await agent.reads(row))[1]).toContain("届いていないおそれがあります");
      expect(await resident.tap("案内に戻る")).not.toHaveLength(0);
      expect(got(resident).at(-1)).toMatch(/^reply: /);
      expect(got(resident).join()).not.toContain("番号をお知らせします");
      await logged("no messages left this month");
    });

    it("a reminder comes when there are some again, worded for that day, and is in nobody's way until then", async () => {
      clock = at("2026-11-21T12:00:00+09:00");
      const resident = platform.resident(served.webhook);
      await resident.follow();
      for (const value of ["ending", "cert_soon", "mine"]) await resident.choose(value);
      const params = { date: "2027-03-31" };
      await resident.send(resident.event("postback", { postback: { data: "remind=certificate", params } }));
      const before = got(resident).length;
      monthIsUsedUp();
      await startAt("2027-01-01T10:00:00+09:00");
      await logged("trying again tomorrow");
      expect(await resident.type("はじめから")).not.toHaveLength(0);
      expect(got(resident).at(-1)).toMatch(/^reply: /);
      await startAt("2027-01-01T18:00:00+09:00");
      await startAt("2027-01-02T10:00:00+09:00");
      await logged("trying again tomorrow");
      newMonth();
      await startAt("2027-02-01T10:00:00+09:00");
      await expect.poll(() => got(resident)).toHaveLength(before + 2);
      expect(got(resident).at(-1)).toMatch(/^push: .*3か月を切りました/s);
      await startAt("2027-02-02T10:00:00+09:00");
      expect(await store.outbox.counts()).toEqual([]);
      expect(got(resident)).toHaveLength(before + 2);
    });
  });
});
