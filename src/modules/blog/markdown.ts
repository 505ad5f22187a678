import {
  getDefaults,
  Lexer,
  type MarkedOptions,
  Parser,
  type Token,
  Tokenizer,
  type Tokens,
  walkTokens,
} from 'marked';
import { tooComplex, tooDeep } from './too-complex.js';

/** What a text may ask of the renderer; real texts stay far below. */
const bounds = {
  /** Quotes and lists inside one another on one line, or emphasis and links inside one another. */
  nesting: 30,
  /**
   * ASCII characters without a space between them. In longer words Markdown's own rules take quadratic time: they are
   * shown as they are.
   */
  word: 2_000,
  /** Cells of all tables together; short rows are filled up, so that they cost more than they weigh. A post of short cells has 39,000. */
  cells: 40_000,
  /** Length of all link targets together; one definition can be referred to many times. */
  targets: 1_000_000,
  /** Length of an address that becomes a link by itself. */
  address: 4_000,
} as const;

/**
 * How far the ends of emphasis may be looked for in vain, in characters: Markdown looks for each one through the rest of its
 * paragraph. What begins later is shown as it is.
 */
const vainSearch = (length: number): number => 100_000 + 20 * length;

const nestedLine = new RegExp(`^(?:[ \\t]*(?:>|[-*+][ \\t]|\\d{1,9}[.)][ \\t])){${bounds.nesting}}`, 'mu');
const endlessAddress = new RegExp(`^(?:https?:|ftp:|www\\.)[^\\s<]{${bounds.address}}`, 'i');
const endlessWord = new RegExp(`^[\\w.!#$%&'*+/=?^\`{|}~:-]{${bounds.word},}`);

/**
 * Turns Markdown, with HTML inside it as it was written, into HTML that is not yet safe to show.
 * @param check called at every step; what it throws ends the work
 * @throws contentTooComplex when the text is built to exhaust the renderer
 */
export function renderMarkdown(text: string, check: () => void): string {
  if (nestedLine.test(text)) throw tooDeep();
  try {
    const tokenizer = new BoundedTokenizer(vainSearch(text.length), check);
    const options: MarkedOptions = { ...getDefaults(), gfm: true, tokenizer };
    const tokens = new Lexer(options).lex(text);
    assertTargets(tokens);
    return Parser.parse(tokens, options);
  } catch (error) {
    if (error instanceof RangeError) throw tooDeep();
    throw error;
  }
}

/** Marked's tokenizer with an eye on how deep inline elements go, how long words and large tables become, and the time. */
class BoundedTokenizer extends Tokenizer {
  private depth = 0;
  private cells = 0;

  constructor(
    /** How many characters may still be searched in vain. */
    private searching: number,
    private readonly check: () => void,
  ) {
    super();
  }

  /** The first question about what follows in a document, a quote or a list. */
  override space(source: string): Tokens.Space | undefined {
    this.check();
    return super.space(source);
  }

  /** The first question about what follows in a line of text. */
  override escape(source: string): Tokens.Escape | undefined {
    this.check();
    return super.escape(source);
  }

  override emStrong(
    source: string,
    masked: string,
    previous?: string,
  ): Tokens.Em | Tokens.Strong | undefined {
    return this.search(source, '*_', () => super.emStrong(source, masked, previous));
  }

  override del(source: string, masked: string, previous?: string): Tokens.Del | undefined {
    return this.search(source, '~', () => super.del(source, masked, previous));
  }

  override link(source: string): Tokens.Link | Tokens.Image | undefined {
    return this.deeper(() => super.link(source));
  }

  override url(source: string): Tokens.Link | undefined {
    return endlessWord.test(source) || endlessAddress.test(source) ? undefined : super.url(source);
  }

  override inlineText(source: string): Tokens.Text | undefined {
    const word = endlessWord.exec(source)?.[0];
    if (word === undefined) return super.inlineText(source);
    return { type: 'text', raw: word, text: word, escaped: this.lexer.state.inRawBlock };
  }

  override table(source: string): Tokens.Table | undefined {
    const [, , columns, rows = ''] = this.rules.block.table.exec(source) ?? [];
    if (columns === undefined) return undefined;
    const { tableAlignChars, tableRowBlankLine } = this.rules.other;
    const width = columns.replace(tableAlignChars, '').split('|').length;
    this.cells += width * (1 + rows.replace(tableRowBlankLine, '').split('\n').length);
    if (this.cells > bounds.cells) throw tooComplex('Its tables are too large');
    return super.table(source);
  }

  /** Looks for the end of what one of some characters begins. */
  private search<T>(source: string, beginnings: string, tokenize: () => T): T | undefined {
    if (!beginnings.includes(source.charAt(0)) || this.searching <= 0) return undefined;
    const found = this.deeper(tokenize);
    if (found === undefined) this.searching -= source.length;
    return found;
  }

  private deeper<T>(tokenize: () => T): T {
    if (this.depth >= bounds.nesting) throw tooDeep();
    this.depth += 1;
    const token = tokenize();
    this.depth -= 1;
    return token;
  }
}

function assertTargets(tokens: Token[]): void {
  let length = 0;
  void walkTokens(tokens, (token) => {
    if (token.type !== 'link' && token.type !== 'image') return;
    const { href, title } = token as Tokens.Link | Tokens.Image;
    length += href.length + (title?.length ?? 0);
  });
  if (length > bounds.targets) throw tooComplex('Its links are too long');
}
