import type { Surroundings } from "../channels/dialogue.ts";
import type { Pace } from "../channels/event-stream.ts";
import type { HandingOver } from "../channels/handing-over.ts";
import type { Speakers } from "../channels/speak.ts";

/** What the desk needs of the house. Handed in by the app. */
export interface DeskOptions extends Surroundings {
  readonly desk: HandingOver;
  /** Where the server is reached, without a slash at the end; with https the cookie is bound to it. */
  readonly publicUrl?: string | undefined;
  /** Brings what is said here to residents; left out: their browsers ask for it. */
  readonly speakers?: Speakers;
  /** How streams of events go, where a test cannot wait for it. */
  readonly pace?: Pace;
}
