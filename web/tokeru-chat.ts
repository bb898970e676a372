import { define } from "./chat.ts";
import { guardAt, guardFolder } from "./guard.ts";
import { personAt } from "./person.ts";
import { remoteTalk } from "./remote.ts";
import { scriptAddress } from "./script.ts";

const script = scriptAddress("tokeru-chat.js");

define({
  talk: (server, kept) => remoteTalk(server ? new URL(server, document.baseURI).origin : script.origin, kept),
  guard: guardAt(guardFolder(script)),
  person: personAt(script),
});
