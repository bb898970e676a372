/** What somebody is at the desk. One each; whoever does two things gets the role that covers both. */
export const ROLES = ["agent", "lead", "content_officer", "auditor", "admin"] as const;
export type Role = (typeof ROLES)[number];

/**
 * Who may do what. Nobody inherits anything: an admin looks after accounts and reads no conversation, an auditor
 * sees who did what and takes no conversation over.
 */
const ALLOWED = {
  /** The queue, and a conversation in it. */
  "handoff.see": ["agent", "lead"],
  "handoff.take": ["agent", "lead"],
  /** One's own, to somebody else. */
  "handoff.transfer": ["agent", "lead"],
  /** Anybody's, to anybody. */
  "handoff.assign": ["lead"],
  /** The co-pilot, for a caller on the telephone. */
  "call.use": ["agent", "lead"],
  /** A conversation that is over. */
  "conversation.read_closed": ["lead"],
  "conversation.export": ["lead", "auditor"],
  /** A notice to everybody, a channel switched off. */
  "settings.change": ["lead", "admin"],
  "insights.see": ["lead", "content_officer", "auditor", "admin"],
  "insights.export": ["lead", "content_officer", "admin"],
  "audit.see": ["auditor", "admin"],
  "users.manage": ["admin"],
  /** Wording and facts, as they are in force. */
  "content.see": ["lead", "content_officer", "admin"],
} as const satisfies Record<string, readonly Role[]>;

/** Something that a role allows or not. */
export type Action = keyof typeof ALLOWED;

/** All of them, in the order of the table. */
export const ACTIONS = Object.keys(ALLOWED) as readonly Action[];

/** Whether a role allows an action. */
export function may(role: Role, action: Action): boolean {
  return (ALLOWED[action] as readonly Role[]).includes(role);
}

/** Whether a word names a role. */
export function isRole(word: string): word is Role {
  return (ROLES as readonly string[]).includes(word);
}
