import { ApiProperty } from '@nestjs/swagger';
import { ObjectField } from '../../../platform/http/fields.js';
import { ApiKeyView } from '../api-keys/api-keys.dto.js';
import { AuditEventView } from '../audit/audit.dto.js';
import { SessionView } from '../sessions.dto.js';
import { UserV2 } from '../users.dto.js';

/** All that is kept of a person. */
export class DataExportView {
  @ObjectField(() => UserV2)
  account: UserV2;

  @ObjectField(() => SessionView, { list: { max: 100 } })
  sessions: SessionView[];

  @ObjectField(() => ApiKeyView, { list: { max: 50 } })
  apiKeys: ApiKeyView[];

  @ObjectField(() => AuditEventView, { list: { max: 1_000 }, description: 'the newest ones' })
  events: AuditEventView[];

  @ApiProperty({
    type: 'array',
    items: { type: 'object', additionalProperties: true },
    description: 'the newest ones',
  })
  orders: object[];

  @ApiProperty({
    type: 'array',
    items: { type: 'object', additionalProperties: true },
    description: 'the oldest first',
  })
  posts: object[];

  @ApiProperty({
    type: 'array',
    items: { type: 'object', additionalProperties: true },
    description: 'the oldest first',
  })
  comments: object[];
}
