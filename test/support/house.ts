import type { World } from "../../src/assistant/index.ts";
import { buildHouse } from "../../src/app/house.ts";

/** Noon in Japan on the day of the tests. */
export const NOON = Date.parse("2026-11-21T12:00:00+09:00");

/** Facts, flow, wording and cities as they ship, at a fixed time. */
export const house = buildHouse(() => NOON);

export function worldOf(city = "default"): World {
  return house.worldOf(city);
}
