import { open, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

/** About what an event and its answer put on the disk. */
const BYTES = Buffer.alloc(32 * 1024, "x");

/**
 * What the machine itself takes to keep something: so many times a second for some seconds, bytes are written to a
 * file in `folder` and waited for until they are on the disk. Milliseconds from when each was due, as events are
 * measured. Nothing that keeps what it answers can be faster.
 */
export async function bareDisk(folder: string, rate: number, seconds: number): Promise<readonly number[]> {
  const path = join(folder, "bare-disk");
  const file = await open(path, "w");
  const took: number[] = [];
  const begin = performance.now();
  for (let n = 0; n < rate * seconds; n++) {
    const due = begin + (n * 1000) / rate;
    await wait(Math.max(0, Math.ceil(due - performance.now())));
    await file.write(BYTES);
    await file.datasync();
    took.push(performance.now() - due);
  }
  await file.close();
  await rm(path);
  return took;
}
