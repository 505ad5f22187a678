import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CategoryTree } from './category.js';

const tree = new CategoryTree([
  { id: 'top', parentId: null },
  { id: 'middle', parentId: 'top' },
  { id: 'bottom', parentId: 'middle' },
  { id: 'side', parentId: 'top' },
  { id: 'other', parentId: null },
]);

describe('the tree of categories', () => {
  it('knows what a category lies in, and what lies below it', () => {
    expect(tree.lineage('bottom')).toEqual(['bottom', 'middle', 'top']);
    expect(tree.subtree('top')).toEqual(['top', 'middle', 'bottom', 'side']);
    expect(tree.subtree('bottom')).toEqual(['bottom']);
    expect([tree.has('side'), tree.has('nowhere')]).toEqual([true, false]);
  });

  it('has no circles', () => {
    for (const parent of ['top', 'middle', 'bottom']) expect(tree.wouldCycle('top', parent)).toBe(true);
    expect(tree.wouldCycle('bottom', 'side')).toBe(false);
    expect(tree.wouldCycle('top', null)).toBe(false);
    expect(tree.wouldCycle('top', 'other')).toBe(false);
  });

  it('counts the levels that it would have, with all that moves along', () => {
    expect(tree.depthAt('top', null)).toBe(3);
    expect(tree.depthAt('middle', 'other')).toBe(3);
    expect(tree.depthAt('top', 'other')).toBe(4);
    expect(tree.depthAt('new', 'bottom')).toBe(4);
    expect(tree.depthAt('new', null)).toBe(1);
  });

  it('stays a tree, whatever moves where its rules allow it', () => {
    const ids = Array.from({ length: 7 }, (_, index) => String(index));
    const place = fc.record({ id: fc.constantFrom(...ids), parentId: fc.constantFrom(null, ...ids) });
    fc.assert(
      fc.property(fc.array(place, { maxLength: 40 }), (moves) => {
        let moved = new CategoryTree(ids.map((id) => ({ id, parentId: null })));
        const parents = new Map<string, string | null>();
        for (const { id, parentId } of moves) {
          if (moved.wouldCycle(id, parentId)) continue;
          const depth = moved.depthAt(id, parentId);
          moved = moved.with({ id, parentId });
          parents.set(id, parentId);
          expect(depth).toBe(Math.max(...moved.subtree(id).map((below) => moved.lineage(below).length)));
        }
        for (const id of ids) {
          const line = moved.lineage(id);
          expect(parents.get(line.at(-1) ?? '') ?? null).toBeNull();
          for (const above of line) expect(moved.subtree(above)).toContain(id);
        }
      }),
    );
  });
});
