/** Bounds of categories; `depth` counts the levels, the top one included. */
export const categoryLimits = { name: 100, depth: 8 } as const;

/** A place in the tree: a category and the one that it lies in. */
export interface Place {
  readonly id: string;
  readonly parentId: string | null;
}

/** The tree of all categories. */
export class CategoryTree {
  private readonly parents: ReadonlyMap<string, string | null>;

  constructor(places: readonly Place[]) {
    this.parents = new Map(places.map(({ id, parentId }) => [id, parentId]));
  }

  has(id: string): boolean {
    return this.parents.has(id);
  }

  /** The category itself and what it lies in, from the bottom to the top. */
  lineage(id: string): string[] {
    const line: string[] = [];
    for (let at: string | null = id; at !== null && !line.includes(at); at = this.parents.get(at) ?? null)
      line.push(at);
    return line;
  }

  /** The category itself and everything below it. */
  subtree(id: string): string[] {
    return [...this.parents.keys()].filter((candidate) => this.lineage(candidate).includes(id));
  }

  /** Whether a category would lie below itself if it were put there. */
  wouldCycle(id: string, parentId: string | null): boolean {
    return parentId !== null && this.lineage(parentId).includes(id);
  }

  /** How many levels the tree would have along a category, with all that lies below it, if it were put there. */
  depthAt(id: string, parentId: string | null): number {
    const above = parentId === null ? 0 : this.lineage(parentId).length;
    const own = this.lineage(id).length;
    const below = Math.max(1, ...this.subtree(id).map((child) => this.lineage(child).length - own + 1));
    return above + below;
  }

  /** The same tree with a category at another place. */
  with(place: Place): CategoryTree {
    const places = [...this.parents].map(([id, parentId]) => ({ id, parentId }));
    return new CategoryTree([...places.filter(({ id }) => id !== place.id), place]);
  }
}
