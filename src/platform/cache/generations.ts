import { hash } from 'node:crypto';

/** How many slots all tags share: a change of one tag also drops one in so many answers that have nothing to do with it. */
export const slotCount = 1_024;

/** What an answer was made of: the slots of its tags, each with its mark at that time. */
export type Marks = readonly (readonly [slot: number, mark: string])[];

/** The marks of all slots at one time; empty where nothing has changed yet. */
export type Snapshot = readonly string[];

/**
 * Tells whether what answers were made of has changed since. Tags are spread over a fixed number of slots, so that any
 * number of them takes the same memory; whoever changes what a tag stands for gives its slot a new mark.
 */
export class Generations {
  private marks: Snapshot = Array.from({ length: slotCount }, () => '');

  /** Never changes afterwards. Take it before reading what an answer is made of. */
  snapshot(): Snapshot {
    return this.marks;
  }

  markOf(slot: number): string {
    return this.marks[slot] ?? '';
  }

  /** Gives a slot another mark: all answers with its old one are out of date. */
  change(slot: number, mark: string): void {
    if (this.markOf(slot) !== mark) this.marks = this.marks.with(slot, mark);
  }

  /** Whether nothing that an answer was made of has changed. */
  areCurrent(marks: Marks): boolean {
    return marks.every(([slot, mark]) => this.marks[slot] === mark);
  }
}

/** The slot that a tag belongs to. */
export function slotOf(tag: string): number {
  return hash('sha1', tag, 'buffer').readUInt32BE(0) % slotCount;
}

/** What an answer with these tags is made of when it is read after a snapshot was taken. */
export function marksAt(snapshot: Snapshot, tags: readonly string[]): Marks {
  return [...new Set(tags.map(slotOf))].map((slot) => [slot, snapshot[slot] ?? '']);
}
