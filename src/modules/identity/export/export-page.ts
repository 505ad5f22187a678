import { isId } from '../../../kernel/ids.js';

/** What grows with an account, in the order in which the pages of an export hold it. */
const kinds = ['sessions', 'events', 'orders', 'posts', 'comments'] as const;
type Kind = (typeof kinds)[number];

/** These are read from behind an id; the others have cursors of their own. */
const byId: ReadonlySet<Kind> = new Set(['sessions', 'posts', 'comments']);

/** Where a page begins. */
interface Start {
  readonly kind: Kind;
  readonly after?: string;
}

/** Where to read on, and how many bytes of JSON there is room for. */
export interface Room {
  readonly after?: string;
  readonly most: number;
}

/** Some rows of a kind: no more than there is room for, but the first one in any case. `next` is null when none are left. */
export interface Rows<T> {
  readonly rows: readonly T[];
  readonly next: string | null;
}

/** One page of an export: it is filled kind by kind until it is full, and the next page goes on there. */
export class ExportPage {
  /** The cursor of the next page; null when all was read. */
  next: string | null = null;
  private filled = 0;

  private constructor(
    readonly isFirst: boolean,
    private readonly start: Start,
    private most: number,
    private readonly rows: number,
  ) {}

  /**
   * @param cursor `next` of the page before
   * @param most bytes of JSON that all rows may take together; a page with one row only may take more
   * @param rows after how many rows no more are read
   * @returns undefined for a cursor that no page has given
   */
  static at(cursor: string | undefined, most: number, rows: number): ExportPage | undefined {
    const start = cursor === undefined ? { kind: kinds[0] } : readCursor(cursor);
    return start && new ExportPage(cursor === undefined, start, most, rows);
  }

  /** The rows of a kind that this page holds. Kinds come in their order. */
  async fill<T>(kind: Kind, read: (room: Room) => Promise<Rows<T>>): Promise<T[]> {
    if (this.next !== null || kinds.indexOf(kind) < kinds.indexOf(this.start.kind)) return [];
    const filled: T[] = [];
    let after = kind === this.start.kind ? this.start.after : undefined;
    for (;;) {
      const found =
        this.most > 0 && this.filled < this.rows ? await read({ after, most: this.most }) : undefined;
      const bytes = found && found.rows.length > 0 ? Buffer.byteLength(JSON.stringify(found.rows)) : 0;
      if (!found || (bytes > this.most && this.filled > 0)) {
        this.next = writeCursor(kind, after);
        return filled;
      }
      filled.push(...found.rows);
      this.most -= bytes;
      this.filled += found.rows.length;
      if (found.next === null) return filled;
      after = found.next;
    }
  }
}

function writeCursor(kind: Kind, after: string | undefined): string {
  return Buffer.from(`${kind} ${after ?? ''}`).toString('base64url');
}

function readCursor(cursor: string): Start | undefined {
  const [name, after = '', ...rest] = Buffer.from(cursor, 'base64url').toString().split(' ');
  const kind = kinds.find((one) => one === name);
  if (!kind || rest.length > 0) return undefined;
  if (after === '') return { kind };
  return byId.has(kind) && !isId(after) ? undefined : { kind, after };
}
