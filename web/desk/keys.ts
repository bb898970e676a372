import type { WordId } from "./words.ts";

/** What a key does where nobody is writing. Data, so that the list of shortcuts says what holds. */
export const SHORTCUTS = {
  newCall: { key: "n", word: "keys.new_call" },
  text: { key: "/", word: "keys.text" },
  back: { key: "b", word: "keys.back" },
  restart: { key: "r", word: "keys.restart" },
  jump: { key: "j", word: "keys.jump" },
  slip: { key: "s", word: "keys.slip" },
  lang: { key: "l", word: "keys.lang" },
  end: { key: "e", word: "keys.end" },
  queue: { key: "q", word: "keys.queue" },
  take: { key: "t", word: "keys.take" },
  write: { key: "w", word: "keys.write" },
  note: { key: "m", word: "keys.note" },
  hold: { key: "h", word: "keys.hold" },
  transfer: { key: "x", word: "keys.transfer" },
  help: { key: "?", word: "keys.help" },
} as const satisfies Record<string, { readonly key: string; readonly word: WordId }>;
export type Shortcut = keyof typeof SHORTCUTS;

/** The keys of the choices, in their order; letters for what comes after the tenth. */
export const CHOICE_KEYS: readonly string[] = Array.from("1234567890adfgkz");

/** The shortcut of a key. */
export function shortcutOf(key: string): Shortcut | undefined {
  return (Object.keys(SHORTCUTS) as Shortcut[]).find((name) => SHORTCUTS[name].key === key.toLowerCase());
}

const WRITTEN_IN = "input:not([type=checkbox]), textarea, select, [contenteditable]";

/** Whether a key is for a field, for the browser or for an input method, and so none of ours. */
export function isForOthers(event: KeyboardEvent): boolean {
  const { ctrlKey, metaKey, altKey, isComposing, repeat, defaultPrevented, target } = event;
  const isWriting = target instanceof Element && target.closest(WRITTEN_IN) !== null;
  return ctrlKey || metaKey || altKey || isComposing || repeat || defaultPrevented || isWriting;
}

/** Enter that sends: not with Shift, and not the one that ends a conversion of kana (229 in some browsers). */
export function isSending({ key, shiftKey, isComposing, keyCode }: KeyboardEvent): boolean {
  return key === "Enter" && !shiftKey && !isComposing && keyCode !== 229;
}
