import { type Block, button, code, say, type Stationery } from './letter.js';

/** What a mail with a token leads to. */
interface TokenUse {
  readonly label: string;
  /** Of the site. */
  readonly page: string;
  readonly token: string;
  /** The request of the API that takes the token. */
  readonly request: string;
  readonly body: Readonly<Record<string, string>>;
}

/**
 * A link to the site, with the token behind the `#`: that part stays in the browser, so it is in no server's log. Without
 * a site the request to make.
 */
export function tokenBlocks({ frontendUrl }: Stationery, use: TokenUse): Block[] {
  if (frontendUrl !== undefined)
    return [
      button(use.label, `${frontendUrl}/${use.page}#token=${encodeURIComponent(use.token.toWellFormed())}`),
    ];
  return [
    say('Your token:'),
    code(use.token),
    say(`Send it with ${use.request}:`),
    code(JSON.stringify(use.body)),
  ];
}
