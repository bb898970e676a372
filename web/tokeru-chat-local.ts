import { define } from "./chat.ts";
import { guardAt } from "./guard.ts";
import { localTalk } from "./local.ts";
import { readerAt } from "./reader.ts";
import { scriptAddress } from "./script.ts";

const home = new URL(".", scriptAddress("tokeru-chat-local.js"));
const guard = guardAt(home);
const reader = readerAt(home);

define({
  // The guard is brought at once, like everything that may be needed later.
  talk: (_, kept) => {
    guard().catch(() => {});
    return localTalk(home, kept, reader);
  },
  guard,
});
