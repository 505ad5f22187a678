import type { SessionView } from './sessions.dto.js';

interface Facts {
  readonly id: string;
  readonly address: string | null;
  readonly device: string | null;
  readonly createdAt: Date;
  readonly usedAt: Date;
  readonly expiresAt: Date;
}

/** A session as its user sees it. @param current the session that asks */
export function viewSession(session: Facts, current: string | null): SessionView {
  const { id, address, device, createdAt, usedAt, expiresAt } = session;
  return {
    id,
    address,
    device,
    current: id === current,
    createdAt: createdAt.toISOString(),
    lastUsedAt: usedAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
  };
}
