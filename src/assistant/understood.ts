import type { AsideId } from "./asides.ts";
import type { Heard } from "./heard.ts";

/** What somebody asks besides telling their trouble; "person": to talk to one. */
export interface Asked {
  readonly what: AsideId | "person";
  readonly sure: boolean;
}

/** What a text means, as far as a turn can use it. */
export interface Understood {
  readonly heard: Heard;
  readonly asked: Asked | null;
  /** A service could not check the certificate: it may be at its end, or the service only too busy. */
  readonly checkFailed?: true;
  /** BCP 47, as far as it is easily told: possibly a language that is not served. */
  readonly lang: string;
}

/** Reads words. Handed in with the world, since the model behind it is loaded when it is needed. */
export type Understand = (text: string, lang: string) => Understood;
