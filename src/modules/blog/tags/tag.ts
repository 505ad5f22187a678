import { postLimits } from '../posts/post.js';
import { slugify } from '../../../kernel/slug.js';

/** A tag as someone wrote it. */
export interface WrittenTag {
  readonly name: string;
  readonly slug: string;
}

/** Reads one tag: white space is tidied; what is left of it in an address is its identity. */
export function readTag(text: string): WrittenTag {
  const name = text.normalize('NFC').replace(/\s+/gu, ' ').trim();
  return { name, slug: slugify(name, postLimits.tag) };
}

/** Reads the tags of a post in their order; spellings of one tag count once, the first wins. */
export function readTags(texts: readonly string[]): WrittenTag[] {
  const bySlug = new Map<string, WrittenTag>();
  for (const tag of texts.map(readTag)) if (!bySlug.has(tag.slug)) bySlug.set(tag.slug, tag);
  return [...bySlug.values()];
}
