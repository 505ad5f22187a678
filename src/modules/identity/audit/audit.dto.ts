import { EnumField, IdField, MapField, TextField, TimestampField } from '../../../platform/http/fields.js';
import { pageQuery } from '../../../platform/http/page.js';
import { auditTypes } from './audit.js';

/** Something that happened to an account. */
export class AuditEventView {
  @IdField()
  id: string;

  @EnumField(auditTypes)
  type: string;

  @IdField({
    nullable: true,
    description: 'whom it happened to; null when nobody has the account that was tried',
  })
  userId: string | null;

  @IdField({ nullable: true, description: 'who did it; null for strangers and operators' })
  actorId: string | null;

  @TextField({ nullable: true, description: "the client's IP address" })
  address: string | null;

  @TextField({ nullable: true, description: 'what the client called itself (`User-Agent`)' })
  device: string | null;

  @MapField({ nullable: true, max: 10, values: 'scalar' })
  detail: object | null;

  @TimestampField()
  createdAt: string;
}

/** Narrows the list of audit events. */
export class AuditQuery extends pageQuery(['-createdAt', 'createdAt']) {
  @EnumField(auditTypes, { optional: true })
  type?: string;

  @IdField({ optional: true })
  userId?: string;
}
