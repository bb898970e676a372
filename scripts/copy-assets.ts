/** After `tsc`: what a built package needs beside its JavaScript. */
import { cpSync } from "node:fs";
import { fileURLToPath } from "node:url";

const folder = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

for (const styles of ["channels/web/static", "desk/access/static"]) {
  cpSync(folder(`src/${styles}`), folder(`dist/${styles}`), { recursive: true });
}
