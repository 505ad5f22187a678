import type { AuditEventView } from './audit.dto.js';

/** An audit event as it is stored. */
interface Facts extends Omit<AuditEventView, 'createdAt'> {
  readonly createdAt: Date;
}

/** An audit event as clients see it. */
export function viewAuditEvent(event: Facts): AuditEventView {
  const { id, type, userId, actorId, address, device, detail, createdAt } = event;
  return { id, type, userId, actorId, address, device, detail, createdAt: createdAt.toISOString() };
}
