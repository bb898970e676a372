import { GUARD } from "tokeru:guard";
import type { Guarded } from "../src/language/index.ts";
import { folderOf, partAt } from "./part.ts";

/** Masks what must not be kept: the one place where what somebody typed is looked through before it goes anywhere. */
export type Guard = (text: string) => Guarded;
/** Brings it, the first time that somebody writes. */
export type GuardLoader = () => Promise<Guard>;

/** Where a server has it, seen from the widget's own address. */
export function guardFolder(script: URL): URL {
  return folderOf(GUARD, script);
}

/** The guard is a file of its own beside the widget, for most people never write. */
export function guardAt(place: URL): GuardLoader {
  const bring = partAt<{ guard: Guard }>(GUARD, place);
  return async () => (await bring()).guard;
}
