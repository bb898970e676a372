import * as v from "valibot";
import { WAS_INSTEAD } from "../../channels/slip-verdict.ts";

const VerdictSchema = v.variant("right", [
  v.object({ right: v.literal(true) }),
  v.object({ right: v.literal(false), was: v.picklist(WAS_INSTEAD) }),
]);

/** What a clerk said of a slip; undefined where another version wrote something else. */
export function readVerdict(detail: unknown): v.InferOutput<typeof VerdictSchema> | undefined {
  const parsed = v.safeParse(VerdictSchema, detail);
  return parsed.success ? parsed.output : undefined;
}
