import type { Caller } from './caller.js';

/** Tells who an access token belongs to. The module that issues tokens implements it. */
export abstract class AccessTokens {
  /** @returns null when the token is not valid, has expired, or its session has ended */
  abstract verify(token: string): Promise<Caller | null>;
}
