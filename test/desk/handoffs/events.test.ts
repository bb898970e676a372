import { afterEach, describe, expect, it } from "vitest";
import { signOutEverywhere } from "../../../src/desk/access/session.ts";
import { onBothEngines } from "../../store/engines.ts";
import { follow, type Follower, until } from "./follower.ts";
import { openRoom, type Room } from "./room.ts";
import { signIn } from "./serving.ts";

onBothEngines((bench) => {
  let room: Room;
  const followers: Follower[] = [];
  afterEach(async () => {
    for (const follower of followers.splice(0)) follower.leave();
    await room.close();
  });

  async function listening(): Promise<string> {
    room = await openRoom(await bench.open());
    return room.app.listen({ host: "127.0.0.1", port: 0 });
  }
  async function following(address: string, headers: Readonly<Record<string, string>>): Promise<Follower> {
    const follower = await follow(address, headers);
    followers.push(follower);
    return follower;
  }

  describe("events of the desk", () => {
    it("tell at once what to ask for, then every change, to everybody of the desk", async () => {
      const address = await listening();
      const [hana, ken] = [await room.agent("hana"), await room.agent("ken")];
      const resident = await room.resident();
      const handoff = await resident.ask();
      const pages = [await following(address, hana.headers), await following(address, ken.headers)];
      // A listener that has just reached PostgreSQL says so, too: then everything is told again.
      const both = (id: number) => () =>
        pages.every(({ told }) => told.includes("queue") && told.includes(`handoff ${id}`));
      await until(both(handoff));
      for (const page of pages) page.clear();
      await hana.do(handoff, "take");
      await until(both(handoff));
      for (const page of pages) page.clear();
      await resident.turn({ text: "もしもし" });
      await until(() => pages.every(({ told }) => told.includes(`handoff ${handoff}`)));
      for (const page of pages) page.clear();
      const other = await (await room.resident()).ask();
      await until(both(other));
    });

    it("hold no words", async () => {
      const address = await listening();
      const hana = await room.agent("hana");
      const resident = await room.resident();
      const handoff = await resident.ask();
      await hana.do(handoff, "take");
      const page = await following(address, hana.headers);
      await resident.turn({ text: "ひみつ" });
      await hana.do(handoff, "say", { id: "client-id-1", text: "ひみつ" });
      await until(() => page.told.filter((one) => one.startsWith("handoff")).length >= 3);
      expect(page.told.filter((one) => !/^(queue|handoff \d+)$/.test(one))).toEqual([]);
    });

    it("end for whoever is signed out, and for nobody else", async () => {
      const address = await listening();
      const [hana, ken] = [await room.agent("hana"), await room.agent("ken")];
      const [page, other] = [await following(address, hana.headers), await following(address, ken.headers)];
      await until(() => page.told.length > 0 && other.told.length > 0);
      await room.store.transaction((tx) => signOutEverywhere(tx, "hana"));
      await until(() => page.over);
      expect(other.over).toBe(false);
      expect((await following(address, hana.headers)).status).toBe(401);
    });

    it("are held by few tabs of one person, and need a right", async () => {
      const address = await listening();
      const hana = await room.agent("hana");
      const tabs = [];
      for (let n = 0; n < 8; n++) tabs.push(await following(address, hana.headers));
      expect(tabs.map(({ status }) => status)).toEqual(tabs.map(() => 200));
      expect((await following(address, hana.headers)).status).toBe(429);
      const auditor = await signIn(room.store, "kansa", "auditor", room.clock.now);
      expect((await following(address, auditor)).status).toBe(403);
      expect((await following(address, {})).status).toBe(401);
    });

    it("hold up no server that stops", async () => {
      const address = await listening();
      const page = await following(address, (await room.agent("hana")).headers);
      await until(() => page.told.length > 0);
      await room.app.close();
      await until(() => page.over);
    });
  });
});
