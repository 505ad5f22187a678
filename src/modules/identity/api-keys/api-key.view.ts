import type { ApiKeyView } from './api-keys.dto.js';

interface Facts {
  readonly id: string;
  readonly name: string;
  readonly hint: string;
  readonly scopes: readonly string[];
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly usedAt: Date | null;
}

/** An API key as its owner sees it. */
export function viewApiKey({ id, name, hint, scopes, createdAt, expiresAt, usedAt }: Facts): ApiKeyView {
  return {
    id,
    name,
    hint,
    scopes: [...scopes],
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    lastUsedAt: usedAt?.toISOString() ?? null,
  };
}
