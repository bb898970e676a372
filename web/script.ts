/**
 * Where a file of ours was loaded from. A module has no `document.currentScript`, and the page may hold other
 * scripts: the last one of that name counts.
 */
export function scriptAddress(name: string): URL {
  const found = [...document.scripts].findLast(
    ({ src }) => src !== "" && new URL(src).pathname.endsWith(`/${name}`),
  );
  return new URL(found?.src ?? document.baseURI);
}
