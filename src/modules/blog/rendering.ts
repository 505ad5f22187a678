import sanitizeHtml from 'sanitize-html';
import { renderMarkdown } from './markdown.js';
import { tooDeep } from './too-complex.js';

const inline = ['a', 'b', 'code', 'del', 'em', 'i', 'ins', 'kbd', 's', 'strong', 'sub', 'sup'];
const blocks = ['blockquote', 'br', 'hr', 'li', 'ol', 'p', 'pre', 'ul'];
const headings = ['h1', 'h2', 'h3', 'h4', 'h5', 'h6'];
const tables = ['caption', 'table', 'tbody', 'td', 'tfoot', 'th', 'thead', 'tr'];
const rich = ['abbr', 'cite', 'dd', 'details', 'div', 'dl', 'dt', 'figcaption', 'figure', 'img', 'mark', 'q'];
const richInline = ['small', 'span', 'summary', 'u'];

/** Elements whose content is no text to be read: it goes with them. */
const dropped = [
  'iframe',
  'math',
  'noembed',
  'noframes',
  'noscript',
  'object',
  'option',
  'plaintext',
  'script',
];
const droppedToo = [
  'select',
  'style',
  'svg',
  'template',
  'textarea',
  'title',
  'video',
  'audio',
  'canvas',
  'xmp',
];

/** Elements that may be open at the same time; deeper than `nestingLimit` their tags are left out already. */
const maximumOpenElements = 1_000;

const shared = {
  disallowedTagsMode: 'discard',
  nonTextTags: [...dropped, ...droppedToo],
  allowProtocolRelative: false,
  nestingLimit: 60,
  parseStyleAttributes: false,
} as const satisfies sanitizeHtml.IOptions;

/** What the HTML of a post may hold. There is no `id`, `name`, `style` and no event handler, and nothing loads a script. */
export const postPolicy = {
  ...shared,
  allowedTags: [...inline, ...blocks, ...headings, ...tables, ...rich, ...richInline],
  allowedAttributes: {
    a: ['href', 'title'],
    abbr: ['title'],
    img: ['src', 'alt', 'title', 'width', 'height'],
    ol: ['start'],
    td: ['align', 'colspan', 'rowspan'],
    th: ['align', 'colspan', 'rowspan'],
    code: [],
  },
  allowedClasses: { code: [/^language-[\w+#-]{1,30}$/] },
  allowedSchemes: ['http', 'https', 'mailto', 'tel'],
  allowedSchemesByTag: { img: ['http', 'https'] },
} satisfies sanitizeHtml.IOptions;

/** What the HTML of a comment may hold: running text. Its links earn no rank and tell nothing about the reader. */
export const commentPolicy = {
  ...shared,
  allowedTags: [...inline, ...blocks],
  allowedAttributes: { a: ['href', 'rel'], ol: ['start'] },
  allowedSchemes: ['http', 'https', 'mailto'],
  transformTags: {
    a: (tagName, attribs) => ({ tagName, attribs: { ...attribs, rel: 'nofollow ugc noopener' } }),
  },
} satisfies sanitizeHtml.IOptions;

/**
 * Renders a post, Markdown or HTML as written, to HTML that is safe to show.
 * @param check called at every step; what it throws ends the work
 * @throws contentTooComplex when the text is built to exhaust the renderer
 */
export function renderPost(content: string, check = unhurried): string {
  return sanitized(renderMarkdown(content, check), postPolicy, check);
}

/**
 * Renders a comment in the same way, with fewer elements.
 * @param check called at every step; what it throws ends the work
 * @throws contentTooComplex when the text is built to exhaust the renderer
 */
export function renderComment(content: string, check = unhurried): string {
  return sanitized(renderMarkdown(content, check), commentPolicy, check);
}

function unhurried(): void {
  // Specs and tools have the time.
}

function sanitized(html: string, policy: sanitizeHtml.IOptions, check: () => void): string {
  return sanitizeHtml(html, { ...policy, ...bounded(check) }).trim();
}

/** The parser's time for a tag grows with the number of elements that are open. */
function bounded(check: () => void): Pick<sanitizeHtml.IOptions, 'onOpenTag' | 'onCloseTag'> {
  let depth = 0;
  return {
    onOpenTag() {
      check();
      depth += 1;
      if (depth > maximumOpenElements) throw tooDeep();
    },
    onCloseTag() {
      depth -= 1;
    },
  };
}
