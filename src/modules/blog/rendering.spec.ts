import { anyText } from '../../../test/support/any-text.js';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { type DefaultTreeAdapterTypes, html, parseFragment, serialize } from 'parse5';
import { scriptVectors } from '../../../test/support/script-vectors.js';
import { isError } from '../../kernel/errors.js';
import { contentTooComplex } from './blog.errors.js';
import { threadTime } from '../../platform/threads/serve-thread.js';
import { commentPolicy, postPolicy, renderComment, renderPost } from './rendering.js';

/** Ends a rendering that takes too long. */
class Ended extends Error {}

type Node = DefaultTreeAdapterTypes.Node;
type Policy = typeof postPolicy | typeof commentPolicy;

const addresses = new Set(['href', 'src']);
const vectors = Object.values(scriptVectors).flat();

/** Lists what a browser would find in the HTML that the policy does not allow. */
function faultsIn(rendered: string, policy: Policy): string[] {
  const document = parseFragment(rendered);
  const again = parseFragment(serialize(document));
  return [...walk(document, policy), ...walk(again, policy)];
}

function* walk(node: Node, policy: Policy): Generator<string> {
  if (node.nodeName === '#comment') yield 'a comment';
  if ('attrs' in node) yield* elementFaults(node, policy);
  if ('childNodes' in node) for (const child of node.childNodes) yield* walk(child, policy);
}

function* elementFaults(element: DefaultTreeAdapterTypes.Element, policy: Policy): Generator<string> {
  const { tagName, namespaceURI, attrs } = element;
  if (!policy.allowedTags.includes(tagName) || namespaceURI !== html.NS.HTML) yield `<${tagName}>`;
  const allowed = Object.entries(policy.allowedAttributes).find(([name]) => name === tagName)?.[1] ?? [];
  for (const { name, value } of attrs) {
    const isLanguage = tagName === 'code' && name === 'class' && /^language-[\w+#-]+$/.test(value);
    if (!allowed.includes(name) && !isLanguage) yield `${tagName}[${name}]`;
    if (addresses.has(name) && !isHarmless(value, policy)) yield `${tagName}[${name}=${value}]`;
  }
}

/** Resolves an address as a browser does, so that its scheme is the one that counts. */
function isHarmless(address: string, policy: Policy): boolean {
  const base = 'https://shop.example/posts/x';
  if (!URL.canParse(address, base)) return true;
  const url = new URL(address, base);
  const isRelative = !/^\s*[a-z][a-z0-9+.-]*:/iu.test(address);
  if (isRelative) return url.host === 'shop.example';
  return policy.allowedSchemes.includes(url.protocol.slice(0, -1));
}

describe('the rendering of posts and comments', () => {
  it('is tried with more than a hundred and fifty vectors', () => {
    expect(vectors.length).toBeGreaterThan(150);
    expect(new Set(vectors).size).toBe(vectors.length);
  });

  it.each([postPolicy, commentPolicy])(
    'has a policy that names nothing which runs, frames or styles',
    (policy) => {
      const attributes = Object.values(policy.allowedAttributes).flat();
      expect(
        attributes.filter((name) => /^on|^data-|^(?:style|id|name|class|srcset|srcdoc|target)$/u.test(name)),
      ).toEqual([]);
      const tags = policy.allowedTags.filter((name) =>
        /script|style|svg|math|frame|form|input|object|embed|meta|base|link/u.test(name),
      );
      expect(tags).toEqual([]);
      expect(['http', 'https', 'mailto', 'tel']).toEqual(expect.arrayContaining([...policy.allowedSchemes]));
    },
  );

  for (const [trick, texts] of Object.entries(scriptVectors)) {
    it.each(texts)(`holds nothing outside the policy: ${trick} %#`, (text) => {
      for (const written of [
        text,
        `before ${text} after`,
        `# Title\n\n${text}\n\n<p>${text}</p>`,
        `<div>${text}`,
      ]) {
        expect(faultsIn(renderPost(written), postPolicy)).toEqual([]);
        expect(faultsIn(renderComment(written), commentPolicy)).toEqual([]);
      }
    });
  }

  it('holds nothing outside the policy when vectors are cut and joined at random', () => {
    const pieces = fc.array(
      fc.oneof(
        fc.constantFrom(...vectors),
        fc.constantFrom(
          '<',
          '>',
          '"',
          "'",
          '`',
          '&',
          '\n\n',
          '](',
          '![',
          '<!--',
          '-->',
          '</',
          '/>',
          '<p title="',
        ),
        fc
          .tuple(fc.constantFrom(...vectors), fc.nat(60), fc.nat(60))
          .map(([text, from, length]) => text.slice(from, from + length)),
        anyText({ maxLength: 10 }),
      ),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(pieces, (parts) => {
        const text = parts.join('');
        expect(faultsIn(renderPost(text), postPolicy)).toEqual([]);
        expect(faultsIn(renderComment(text), commentPolicy)).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });

  it('finds each kind of fault in HTML that was not sanitized', () => {
    expect(faultsIn('<script>1</script>', postPolicy)).toContain('<script>');
    expect(faultsIn('<p onclick=x>', postPolicy)).toContain('p[onclick]');
    expect(faultsIn('<a href="java&Tab;script:1">', postPolicy).length).toBeGreaterThan(0);
    expect(faultsIn('<a href="//evil.example">', postPolicy).length).toBeGreaterThan(0);
    expect(faultsIn('<svg><p>', postPolicy)).toContain('<svg>');
    expect(faultsIn('<!-- x -->', postPolicy)).toContain('a comment');
  });
});

describe('renderPost', () => {
  it('renders Markdown with headings, lists, quotes, code and tables', () => {
    const text = '# A\n\n- b\n- *c*\n\n> d\n\n```js\ne < f\n```\n\n| g | h |\n|---|--:|\n| i | j |';
    expect(renderPost(text)).toBe(
      '<h1>A</h1>\n<ul>\n<li>b</li>\n<li><em>c</em></li>\n</ul>\n<blockquote>\n<p>d</p>\n</blockquote>\n' +
        '<pre><code class="language-js">e &lt; f\n</code></pre>\n<table>\n<thead>\n<tr>\n<th>g</th>\n' +
        '<th align="right">h</th>\n</tr>\n</thead>\n<tbody><tr>\n<td>i</td>\n<td align="right">j</td>\n</tr>\n</tbody></table>',
    );
  });

  it('keeps HTML that the policy allows as it was written', () => {
    const text =
      '<figure><img src="/cups.jpg" alt="Cups" /><figcaption>Cups &amp; <em>saucers</em></figcaption></figure>';
    expect(renderPost(text)).toBe(text);
  });

  it('leaves links to pages, mail and telephones alone', () => {
    expect(
      renderPost('[a](https://a.example/?b=1&c=2) [m](mailto:a@a.example) [t](tel:+491) [r](/posts/x)'),
    ).toBe(
      '<p><a href="https://a.example/?b=1&amp;c=2">a</a> <a href="mailto:a@a.example">m</a> ' +
        '<a href="tel:+491">t</a> <a href="/posts/x">r</a></p>',
    );
  });
});

describe('renderComment', () => {
  it('keeps running text and marks every link as the visitor’s own', () => {
    expect(
      renderComment(
        '**Yes**, see [this](https://a.example) or <a href="https://b.example" rel="dofollow">b</a>',
      ),
    ).toBe(
      '<p><strong>Yes</strong>, see <a href="https://a.example" rel="nofollow ugc noopener">this</a> or ' +
        '<a href="https://b.example" rel="nofollow ugc noopener">b</a></p>',
    );
  });

  it('has no images, headings or tables', () => {
    expect(
      renderComment('# Big\n\n![x](https://a.example/x.png)\n\n| a | b |\n|---|---|\n| c | d |'),
    ).not.toMatch(/<(?:img|h1|table)/);
  });
});

describe('a text that is built to exhaust the renderer', () => {
  const size = 200_000;
  const fill = (text: string): string => text.repeat(Math.ceil(size / text.length)).slice(0, size);
  const half = (text: string): string => fill(text).slice(0, size / 2);
  const wide = `${'a|'.repeat(2_000)}\n${'-|'.repeat(2_000)}\n`;

  it.each([
    ['nested quotes', fill('>')],
    ['nested lists', fill('1. ')],
    ['one endless word', fill('_a')],
    ['another endless word', fill('!a')],
    ['words that begin with emphasis', fill(`${'*a'.repeat(2_000)} `)],
    ['an endless address', fill('http')],
    ['an endless path', fill('https://a.example/')],
    ['a wide table with short rows', wide + fill('x\n').slice(wide.length)],
    ['many narrow tables', fill('\n\na|b|c|d|e|f|g|h\n-|-|-|-|-|-|-|-\n1\n2\n3\n4\n5\n6\n7\n8\n')],
    ['one long address that is referred to many times', `[a]: /${'b'.repeat(1_990)}\n\n${fill('[a]\n')}`],
    ['emphasis inside emphasis', half('*a **b ') + half('c** d* ')],
    ['deletions inside deletions', half('~~a ~b ') + half('c~ d~~ ')],
    ['links inside images', half('[![') + half('](a)](b) ')],
    ['elements that never close', fill('<b>')],
    ['elements that never close and ends that never began', half('<b>') + half('</i>')],
  ])('is refused or rendered within five seconds: %s', (_, text) => {
    const started = performance.now();
    let length = 0;
    try {
      length = renderPost(text).length;
    } catch (error) {
      if (!isError(error, contentTooComplex)) throw error;
    }
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(length).toBeLessThan(10 * size);
  });

  const refusal = expect.objectContaining({
    fields: [expect.objectContaining({ field: 'content', code: 'too_complex' })],
  });

  it('may have 40,000 cells in its tables, however their rows are written', () => {
    const rows = (row: string, count: number): string => `${`${row}\n`.repeat(count)}\nEnd.`;
    for (const [head, row] of [
      ['| a | b |\n|---|---|\n', '| 1 | 2 |'],
      ['a|b\n-|-\n', '1|2'],
      ['|a|b\n|-|-\n', 'short'],
    ] as const) {
      expect(renderPost(head + rows(row, 19_999))).toContain('</table>\n<p>End.</p>');
      expect(() => renderPost(head + rows(row, 20_000))).toThrow(refusal);
    }
  });

  it('shows a word of any length', () => {
    for (const word of ['a'.repeat(size), '&'.repeat(20_000), 'a_b*c'.repeat(20_000)])
      expect(renderPost(`x ${word} *y*`)).toBe(`<p>x ${word.replaceAll('&', '&amp;')} <em>y</em></p>`);
  });

  it('has at most a thousand elements open at the same time, and any number one after the other', () => {
    const open = (count: number): string => `<div>${'<b>'.repeat(count - 1)}x`;
    expect(renderPost(open(1_000))).toContain('x</b>');
    expect(() => renderPost(open(1_001))).toThrow(refusal);
    expect(renderPost('x<b>y</b><br>'.repeat(2_000))).toContain('<b>y</b>');
  });

  it('is refused with the field at fault', () => {
    expect(() => renderPost(fill('>'))).toThrow(refusal);
  });

  /** What Markdown and HTML are made of; what is cheap by itself may be dear in a row. */
  const pieces = [
    ...String.raw`* _ ** __ ~ ~~ \ ! [ ] ( ) < > </ /> " ' = & &amp; &# # | : :- - > --- a A 1 é 😀 @ a@b.c [a]( ](b)`.split(
      ' ',
    ),
    ...'<!-- --> <? <![CDATA[ <!A <a <b> </b> <div> <p title=" http:// www. ` ``'.split(' '),
    'a ',
    '<a ',
    '# ',
    '- ',
    '+ ',
    '1. ',
    '> ',
    ' ',
    '    ',
    '\t',
    '\n',
    '\n\n',
    '  \n',
    '[a]: b\n',
  ];
  const fragment = fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 4 });

  it('takes a time that grows with its length, or is ended soon, whatever is repeated', () => {
    const ordinary =
      'Some *running* text with a [link](/a), `code` and 2 * 3 things.\n\n- one\n- two\n\n'.repeat(40);
    const timeOf = (text: string, check?: () => void): number => {
      const start = threadTime();
      try {
        renderComment(text, check);
      } catch (error) {
        if (!(error instanceof Ended) && !isError(error, contentTooComplex)) throw error;
      }
      return threadTime() - start;
    };
    for (let round = 0; round < 20; round += 1) timeOf(ordinary);
    const usual = Math.max(1, ...Array.from({ length: 5 }, () => timeOf(ordinary)));
    const limit = 30 * usual;
    const within = (text: string): number => {
      const end = threadTime() + limit;
      return timeOf(text, () => {
        if (threadTime() > end) throw new Ended();
      });
    };
    const grows = fc.property(fragment, (parts) => {
      const text = fill(parts.join(''));
      expect(within(text.slice(0, 5_000))).toBeLessThan(limit);
    });
    const known = [
      ['<', '*', 'a'],
      ['<b>', '*a'],
      ['>', 'a\n', 'b\n'],
      ['> > ', 'a\n'],
      ['http://', 'a('],
    ];
    fc.assert(grows, { numRuns: 150, examples: known.map((parts) => [parts]) });
    for (const parts of known) expect(within(fill(parts.join('')))).toBeLessThan(3 * limit);
  });

  it('shows what emphasis begins too often in vain as it is, and all before that as ever', () => {
    const text = '<*a'.repeat(1_000);
    expect(renderComment(text)).toBe(`<p>${text.replaceAll('<', '&lt;')}</p>`);
    expect(renderComment(`*b* ${text}`)).toContain('<em>b</em>');
  });
});
