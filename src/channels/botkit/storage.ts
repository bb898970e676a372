import type { Storage } from "botbuilder";

/**
 * A storage for Botkit that keeps nothing. Botkit stores the state of its dialogs there; Tokeru has none, and keeps
 * conversations in its own store. Without a storage, Botkit keeps every conversation in memory for ever.
 */
export const KEEPS_NOTHING: Storage = {
  read: async () => ({}),
  write: async () => {},
  delete: async () => {},
};
