/** A file of ours that is loaded beside the widget's own, as the build made it. */
export interface Part {
  readonly file: string;
  /** Named for its content; where there is no server, all files are in one. */
  readonly folder: string;
  readonly integrity: string;
}

/** Where a server has a part, seen from the widget's own address. */
export function folderOf({ folder }: Part, script: URL): URL {
  return new URL(`../${folder}/`, script);
}

/** Longer than a slow line needs. */
const PATIENCE_MS = 15_000;

/**
 * Brings a part once, when it is first wanted; one that did not come is asked for again. It is held to its
 * integrity before it runs, as the widget itself: a page's own line vouches for both.
 */
export function partAt<Exports>({ file, integrity }: Part, place: URL): () => Promise<Exports> {
  const address = new URL(file, place).href;
  let coming: Promise<Exports> | undefined;
  return () => {
    coming ??= load(address, integrity) as Promise<Exports>;
    coming.catch(() => (coming = undefined));
    return coming;
  };
}

async function load(address: string, integrity: string): Promise<unknown> {
  await vouched(address, integrity);
  return import(/* @vite-ignore */ address);
}

/** A module that is preloaded with its integrity is the one that the import then finds. */
function vouched(address: string, integrity: string): Promise<void> {
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
    Object.assign(link, { rel: "modulepreload", crossOrigin: "anonymous", integrity, href: address });
    document.head.append(link);
  });
}
