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
import type { DomainError } from '../../kernel/errors.js';
import { contentTooComplex } from './blog.errors.js';

/** What a text may ask of the renderer; real texts stay far below. */
const bounds = {
  /** Quotes and lists inside one another on one line, or emphasis and links inside one another. */
  nesting: 30,
  /**
   * ASCII characters without a space between them. In longer words Markdown's own rules take quadratic time: they are
   * shown as they are.
   */
  word: 2_000,
  /** Cells of all tables together; short rows are filled up, so that they cost more than they weigh. */
  cells: 20_000,
  /** Length of all link targets together; one definition can be referred to many times. */
  targets: 1_000_000,
} as const;

const nestedLine = new RegExp(`^(?:[ \\t]*(?:>|[-*+][ \\t]|\\d{1,9}[.)][ \\t])){${bounds.nesting}}`, 'mu');
const endlessWord = new RegExp(`^[\\w.!#$%&'*+/=?^\`{|}~:-]{${bounds.word},}`);

/**
 * Turns Markdown, with HTML inside it as it was written, into HTML that is not yet safe to show.
 * Takes well under a second for the longest post, whatever it holds.
 * @throws contentTooComplex when the text is built to exhaust the renderer
 */
export function renderMarkdown(text: string): string {
  if (nestedLine.test(text)) throw tooDeep();
  try {
    const options: MarkedOptions = { ...getDefaults(), gfm: true, tokenizer: new BoundedTokenizer() };
    const tokens = new Lexer(options).lex(text);
    assertTargets(tokens);
    return Parser.parse(tokens, options);
  } catch (error) {
    if (error instanceof RangeError) throw tooDeep();
    throw error;
  }
}

/** Marked's tokenizer with an eye on how deep inline elements go, and how long words and large tables become. */
class BoundedTokenizer extends Tokenizer {
  private depth = 0;
  private cells = 0;

  override emStrong(
    source: string,
    masked: string,
    previous?: string,
  ): Tokens.Em | Tokens.Strong | undefined {
    return this.deeper(() => super.emStrong(source, masked, previous));
  }

  override del(source: string, masked: string, previous?: string): Tokens.Del | undefined {
    return this.deeper(() => super.del(source, masked, previous));
  }

  override link(source: string): Tokens.Link | Tokens.Image | undefined {
    return this.deeper(() => super.link(source));
  }

  override url(source: string): Tokens.Link | undefined {
    return endlessWord.test(source) ? undefined : super.url(source);
  }

  override inlineText(source: string): Tokens.Text | undefined {
    const word = endlessWord.exec(source)?.[0];
    if (word === undefined) return super.inlineText(source);
    return { type: 'text', raw: word, text: word, escaped: this.lexer.state.inRawBlock };
  }

  override table(source: string): Tokens.Table | undefined {
    const [, , columns = '', rows = ''] = this.rules.block.table.exec(source) ?? [];
    this.cells += columns.split('|').length * rows.split('\n').length;
    if (this.cells > bounds.cells) throw tooComplex('Its tables are too large');
    return super.table(source);
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

/** The refusal of a text whose parts are inside one another too often. */
export function tooDeep(): DomainError {
  return tooComplex('Its parts are nested too deeply');
}

function tooComplex(reason: string): DomainError {
  return contentTooComplex(reason, { fields: [{ field: 'content', code: 'too_complex', message: reason }] });
}
