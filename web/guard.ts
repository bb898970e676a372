import { GUARD } from "tokeru:guard";
import type { Guarded } from "../src/language/index.ts";

/** Masks what must not be kept: the one place where what somebody typed is looked through before it goes anywhere. */
export type Guard = (text: string) => Guarded;
/** Brings it, the first time that somebody writes. */
export type GuardLoader = () => Promise<Guard>;

/** Longer than a slow line needs. */
const PATIENCE_MS = 15_000;

/** Where a server has it, seen from the widget's own address: every file is in a folder named for its content. */
export function guardFolder(script: URL): URL {
  return new URL(`../${GUARD.sha256.slice(0, 16)}/`, script);
}

/**
 * The guard is a file of its own beside the widget, for most people never write. It is held to its integrity
 * before it runs, as the widget itself: a page's own line vouches for both.
 */
export function guardAt(place: URL): GuardLoader {
  const address = new URL(GUARD.file, place).href;
  let coming: Promise<Guard> | undefined;
  return () => {
    coming ??= load(address);
    coming.catch(() => (coming = undefined));
    return coming;
  };
}

async function load(address: string): Promise<Guard> {
  await vouched(address);
  const { guard } = (await import(/* @vite-ignore */ address)) as { guard: Guard };
  return guard;
}

/** A module that is preloaded with its integrity is the one that the import then finds. */
function vouched(address: string): Promise<void> {
  const link = document.createElement("link");
  if (!link.relList.supports("modulepreload")) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error("late")), PATIENCE_MS);
    const settle = (end: () => void) => (): void => {
      clearTimeout(late);
      link.remove();
      end();
    };
    link.addEventListener("load", settle(resolve));
    link.addEventListener(
      "error",
      settle(() => reject(new Error(address))),
    );
    Object.assign(link, {
      rel: "modulepreload",
      crossOrigin: "anonymous",
      integrity: GUARD.integrity,
      href: address,
    });
    document.head.append(link);
  });
}
