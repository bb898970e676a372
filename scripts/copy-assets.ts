/** After `tsc`: what a built package needs beside its JavaScript. */
import { cpSync } from "node:fs";
import { fileURLToPath } from "node:url";

const folder = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

cpSync(folder("src/channels/web/static"), folder("dist/channels/web/static"), { recursive: true });
