/** About how long an excerpt is that nobody wrote, in UTF-16 code units. */
const length = 200;

const notProse = /<(h[1-6]|pre|table|figure)\b[^>]*>[\s\S]*?<\/\1>/gu;
const inline = /<\/?(?:a|abbr|b|cite|code|del|em|i|ins|kbd|mark|q|s|small|span|strong|sub|sup|u)\b[^>]*>/gu;
const anyTag = /<[^>]*>/gu;
const entities: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&amp;': '&' };

/**
 * The beginning of a post as plain text, cut at a word: its running text, or whatever text there is.
 * @param html a sanitized rendering: every `<` in it begins a tag
 */
export function makeExcerpt(html: string): string {
  const prose = toText(html.replace(notProse, ' '));
  return shorten(prose === '' ? toText(html) : prose);
}

function toText(html: string): string {
  return html
    .replace(inline, '')
    .replace(anyTag, ' ')
    .replace(/&(?:lt|gt|quot|amp);/gu, (entity) => entities[entity] ?? entity)
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
}

function shorten(text: string): string {
  if (text.length <= length) return text;
  const head = text.slice(0, length);
  const word = text.charAt(length) === ' ' ? length : head.lastIndexOf(' ');
  const cut = word > length / 2 ? head.slice(0, word) : head.replace(/\p{Cs}$/u, '');
  return `${cut.replace(/[\s,;:–—-]+$/u, '')}…`;
}
