import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Trains the guard six times, for minutes: begun last, it would run when everything else is over. */
const SLOWEST = "guard-trained.test.ts";

class SlowestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // oxlint-disable-next-line unicorn/no-array-sort -- it is the sequencer that sorts, not an array
    const sorted = await super.sort(files);
    const isSlow = ({ moduleId }: TestSpecification): boolean => moduleId.endsWith(SLOWEST);
    return [...sorted.filter(isSlow), ...sorted.filter((file) => !isSlow(file))];
  }
}

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    sequence: { sequencer: SlowestFirst },
    // The widget is built once, where its sources have changed.
    globalSetup: "test/support/build-web.ts",
    // Real browsers, databases and card daemons start in here; a slow machine is no failure.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
