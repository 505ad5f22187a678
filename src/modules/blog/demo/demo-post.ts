/** The accounts that the demo's words belong to. Whoever loads it says which user each one is. */
export const demoAccounts = ['mara', 'jonas', 'ines', 'paul', 'keiko', 'rosa'] as const;
export type DemoAccount = (typeof demoAccounts)[number];

/** A post of the demo. Ages are days before the moment it is loaded; a negative one lies ahead. */
export interface DemoPost {
  readonly author: DemoAccount;
  readonly title: string;
  readonly tags: readonly string[];
  /** By default made from the content. */
  readonly excerpt?: string;
  /** Markdown. */
  readonly content: string;
  /** What it said at first, where it was changed later. */
  readonly firstContent?: string;
  readonly status: 'draft' | 'scheduled' | 'published' | 'archived';
  /** When it was begun. */
  readonly written: number;
  /** When it went live, or is to go live; absent for a draft. */
  readonly live?: number;
  readonly comments?: readonly DemoComment[];
}

/** A comment of the demo, with the replies to it. */
export interface DemoComment {
  readonly author: DemoAccount;
  readonly content: string;
  readonly status?: 'pending' | 'approved' | 'rejected';
  readonly age: number;
  readonly replies?: readonly DemoComment[];
}
