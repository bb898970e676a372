import { type CityPack, DEFAULT_CITY, type World } from "../assistant/index.ts";
import { FACTS } from "../facts/index.ts";
import { createFlow } from "../flows/index.ts";
import type { Lang, Say } from "../language/index.ts";
import { understand } from "../assistant/understand.ts";
import { cityOf, loadCities } from "./cities.ts";
import { loadLocales } from "./locales.ts";

/** What does not change while the program runs: facts, flow, wording and cities. */
export interface House {
  readonly say: (lang: Lang) => Say;
  readonly cities: ReadonlyMap<string, CityPack>;
  readonly worldOf: (city: string) => World;
}

/** Builds the house from the files that ship with Tokeru. */
export function buildHouse(now: () => number = Date.now): House {
  const say = loadLocales();
  const cities = loadCities();
  const fallback = cityOf(cities, DEFAULT_CITY, "cities/default.json");
  const flow = createFlow(FACTS);
  return {
    say,
    cities,
    worldOf: (code) => ({
      facts: FACTS,
      flow,
      say,
      city: cities.get(code) ?? fallback,
      understand,
      now: now(),
    }),
  };
}
