/** Reads a QR code of level M as a scanner does, after ISO/IEC 18004, but for the repair of damage. */
export function readQr(svg: string): string {
  return textOf(dataOf(modulesOf(svg)));
}

type Modules = readonly (readonly boolean[])[];

const QUIET = 4;

/** The dark modules inside the quiet zone, from the drawing itself. */
function modulesOf(svg: string): Modules {
  const size = Number(/viewBox="0 0 (\d+) /.exec(svg)?.[1]);
  const rows = Array.from({ length: size }, () => Array.from({ length: size }, () => false));
  for (const [, x = "", y = "", width = ""] of svg.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
    rows[Number(y)]?.fill(true, Number(x), Number(x) + Number(width));
  }
  const isQuiet = rows.every((row, y) =>
    row.every((dark, x) => !dark || (inside(x, size) && inside(y, size))),
  );
  if (!isQuiet) throw new Error("The quiet zone is not empty");
  return rows.slice(QUIET, -QUIET).map((row) => row.slice(QUIET, -QUIET));
}

const inside = (at: number, size: number): boolean => at >= QUIET && at < size - QUIET;

const MASKS: readonly ((x: number, y: number) => boolean)[] = [
  (x, y) => (x + y) % 2 === 0,
  (_, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];

/** Error correction codewords of a block, and blocks, of level M by version. */
const CORRECTION = [0, 10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26];
const BLOCKS = [0, 1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16];

interface Data {
  readonly version: number;
  readonly bytes: readonly number[];
}

function dataOf(modules: Modules): Data {
  const size = modules.length;
  const version = (size - 17) / 4;
  const dark = (x: number, y: number): boolean => modules[y]?.[x] ?? false;
  const format = [0, 1, 2, 3, 4].reduce((bits, x) => (bits << 1) | Number(dark(x, 8)), 0) ^ 0b10101;
  if (format >> 3 !== 0) throw new Error("The level is not M");
  const mask = MASKS[format & 7];
  const isFunction = functionModules(version, size);
  const bits: boolean[] = [];
  for (let right = size - 1; right >= 1; right -= 2) {
    if (right === 6) right = 5;
    const isUpward = ((right + 1) & 2) === 0;
    for (let step = 0; step < size; step++) {
      const y = isUpward ? size - 1 - step : step;
      for (const x of [right, right - 1]) {
        if (!isFunction(x, y)) bits.push(dark(x, y) !== mask?.(x, y));
      }
    }
  }
  const codewords = Array.from({ length: Math.floor(bits.length / 8) }, (_, n) =>
    bits.slice(n * 8, n * 8 + 8).reduce((byte, bit) => (byte << 1) | Number(bit), 0),
  );
  return { version, bytes: inOrder(codewords, version) };
}

function functionModules(version: number, size: number): (x: number, y: number) => boolean {
  const near = (one: number, other: number, by: number): boolean => Math.abs(one - other) <= by;
  const count = version === 1 ? 0 : Math.floor(version / 7) + 2;
  const step = Math.ceil((version * 4 + 4) / (count * 2 - 2)) * 2;
  const centres = Array.from({ length: count }, (_, n) => (n === 0 ? 6 : size - 7 - (count - 1 - n) * step));
  const isFinder = (x: number, y: number): boolean =>
    (x <= 8 && y <= 8) || (x >= size - 8 && y <= 8) || (x <= 8 && y >= size - 8);
  const isCorner = (x: number, y: number): boolean =>
    (x === 6 && y === 6) || (x === size - 7 && y === 6) || (x === 6 && y === size - 7);
  return (x, y) =>
    isFinder(x, y) ||
    x === 6 ||
    y === 6 ||
    centres.some((cx) => centres.some((cy) => !isCorner(cx, cy) && near(x, cx, 2) && near(y, cy, 2))) ||
    (version >= 7 && ((x >= size - 11 && y < 6) || (y >= size - 11 && x < 6)));
}

/** The blocks one after the other, without their error correction. */
function inOrder(codewords: readonly number[], version: number): readonly number[] {
  const blocks = BLOCKS[version] ?? 0;
  const correction = CORRECTION[version] ?? 0;
  const length = Math.floor(codewords.length / blocks) - correction;
  const long = codewords.length % blocks;
  const starts = (block: number): number => Math.max(0, block - (blocks - long));
  return Array.from({ length: blocks }, (_, block) => {
    const short = Array.from({ length }, (_, n) => codewords[n * blocks + block] ?? 0);
    const last = codewords[length * blocks + starts(block)] ?? 0;
    return block >= blocks - long ? [...short, last] : short;
  }).flat();
}

/** One segment of bytes. */
function textOf({ version, bytes }: Data): string {
  const bits = bytes.map((byte) => byte.toString(2).padStart(8, "0")).join("");
  if (!bits.startsWith("0100")) throw new Error("Not a segment of bytes");
  const lengthBits = version < 10 ? 8 : 16;
  const length = Number.parseInt(bits.slice(4, 4 + lengthBits), 2);
  const start = 4 + lengthBits;
  return Buffer.from(
    Array.from({ length }, (_, n) => Number.parseInt(bits.slice(start + n * 8, start + n * 8 + 8), 2)),
  ).toString("utf8");
}
