/** What a tab remembers of its conversation, until it is closed. */
export interface Kept {
  get(name: string): unknown;
  /** `undefined` forgets it. */
  set(name: string, value: unknown): void;
}

/**
 * Keeps in the tab's own storage, so that a reload loses nothing and no other tab or visit sees it. Where a
 * browser allows no storage, it is kept for as long as the page is open.
 */
export function keptIn(place: string): Kept {
  const memory = new Map<string, string>();
  const keyOf = (name: string): string => `tokeru ${place} ${name}`;
  return {
    get(name) {
      const text = read(keyOf(name)) ?? memory.get(name);
      return text === undefined ? undefined : parsed(text);
    },
    set(name, value) {
      const text = value === undefined ? undefined : JSON.stringify(value);
      if (text === undefined) memory.delete(name);
      else memory.set(name, text);
      write(keyOf(name), text);
    },
  };
}

function read(key: string): string | undefined {
  try {
    return sessionStorage.getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
}

function write(key: string, text: string | undefined): void {
  try {
    if (text === undefined) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, text);
  } catch {
    // Storage is forbidden or full: the memory has it.
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
