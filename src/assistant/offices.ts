import type { RouteId } from "../facts/index.ts";
import { line, type Line } from "../language/index.ts";
import type { CityPack, Day, Office } from "./city.ts";
import type { World } from "./world.ts";

/** The offices of the city that handle a route: all that handle counters, unless a pack says otherwise. */
export function officesFor(city: CityPack, route: RouteId): readonly Office[] {
  return city.offices.filter((office) => office.handles?.includes(route) ?? true);
}

/** Where and when, for every office that handles the route; nothing where no municipal counter is involved. */
export function officeLines(world: World, route: RouteId): readonly Line[] {
  const trip = world.facts.routes[route].trip;
  if (!trip.startsWith("counter") || route === "post_office_designated") return [];
  return officesFor(world.city, route).flatMap(linesOf);
}

function linesOf(office: Office): readonly Line[] {
  const name: Line = { id: "office.name", text: office.name };
  return [
    office.address
      ? line("office.at", { name, address: { id: "office.address", text: office.address } })
      : line("office.named", { name }),
    ...office.hours.map(({ days, from, to }) => line("office.hours", { ...span(days), from, to })),
    ...(office.closed
      ? [line("office.closed", { closed: { id: "office.closed_days", text: office.closed } })]
      : []),
    ...(office.telephone ? [line("office.telephone", { telephone: office.telephone })] : []),
    ...(office.booking ? [line("office.booking", { url: office.booking })] : []),
    ...(office.languages
      ? [line("office.languages", { languages: { id: "office.spoken", text: office.languages } })]
      : []),
  ];
}

/** First and last day; packs list days in order, and `kind` tells one day from several. */
export function span(days: readonly Day[]): Record<string, string | Line> {
  const first = days[0] ?? "mon";
  const last = days.at(-1) ?? first;
  return {
    kind: first === last ? "one" : "range",
    first: line(`weekday.${first}`),
    last: line(`weekday.${last}`),
  };
}
