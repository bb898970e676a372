import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type CityPack, CityPackError, readCityPack } from "../assistant/index.ts";
import { ConfigError } from "./config.ts";

const CITIES = fileURLToPath(new URL("../../cities/", import.meta.url));

/**
 * Every city pack in the folder, by code.
 * @throws {CityPackError} naming the file and the field that is wrong.
 */
export function loadCities(dir = CITIES): ReadonlyMap<string, CityPack> {
  const files = readdirSync(dir).filter((name) => name.endsWith(".json"));
  return new Map(files.map((name) => readFile(join(dir, name))).map((pack) => [pack.code, pack]));
}

function readFile(file: string): CityPack {
  const pack = readCityPack(file, parse(file));
  if (`${pack.code}.json` !== basename(file)) {
    throw new CityPackError(file, `code: is "${pack.code}", so the file must be named ${pack.code}.json`);
  }
  return pack;
}

function parse(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new CityPackError(file, `is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/**
 * The pack of a city that somebody configured.
 * @throws {ConfigError} listing the codes that exist.
 */
export function cityOf(cities: ReadonlyMap<string, CityPack>, code: string, setting: string): CityPack {
  const pack = cities.get(code);
  if (pack) return pack;
  throw new ConfigError(
    setting,
    `is "${code}", but there is only: ${[...cities.keys()].toSorted().join(", ")}`,
  );
}
