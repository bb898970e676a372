import { define } from "./chat.ts";
import { guardAt } from "./guard.ts";
import { localTalk } from "./local.ts";
import { readerAt } from "./reader.ts";
import { scriptAddress } from "./script.ts";

const home = new URL(".", scriptAddress("tokeru-chat-local.js"));
const guard = guardAt(home);
const reader = readerAt(home);

define({
  // After the first question, the guard is brought with what understands words: later nothing asks the network.
  talk: (_, kept) =>
    localTalk(home, kept, () => {
      guard().catch(() => {});
      return reader();
    }),
  guard,
});
