import { PERSON } from "tokeru:person";
import type { html, nothing } from "lit";
import { folderOf, partAt } from "./part.ts";
import type { button, Scene, View } from "./scene.ts";

/** What a part draws with: the widget's own, since two copies of lit would each want its policy of trusted types. */
export interface Means {
  readonly html: typeof html;
  readonly nothing: typeof nothing;
  readonly button: typeof button;
}

/** A talk with a person, as it is seen and heard. */
export interface PersonView {
  /** Undefined where there is none. */
  draw(scene: Scene): Drawn | undefined;
  /** What to say aloud; `usual`: what the assistant would. */
  say(scene: Scene, usual: readonly string[]): readonly string[];
}

/** What is drawn of it. */
export interface Drawn {
  readonly view: View;
  /** A person talks, and the assistant is silent. */
  readonly alone: boolean;
  /** Words for the field to write in. */
  readonly write: View | undefined;
}

/** Brings it, the first time that somebody asks for a person. */
export type PersonLoader = (means: Means, root: ShadowRoot) => Promise<PersonView>;

/** It is a file of its own beside the widget, for most people do without. */
export function personAt(script: URL): PersonLoader {
  const bring = partAt<{ personView: (means: Means, root: ShadowRoot) => PersonView }>(
    PERSON,
    folderOf(PERSON, script),
  );
  return async (means, root) => (await bring()).personView(means, root);
}
