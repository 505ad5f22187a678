import { ApiProperty } from '@nestjs/swagger';
import { ObjectField, TextField } from '../../../platform/http/fields.js';
import { ApiKeyView } from '../api-keys/api-keys.dto.js';
import { AuditEventView } from '../audit/audit.dto.js';
import { SessionView } from '../sessions.dto.js';
import { UserV2 } from '../users.dto.js';

export class DataExportQuery {
  @TextField({ max: 1_000, optional: true, description: '`page.next` of the page before' })
  cursor?: string;
}

/** Where the export goes on. */
export class DataExportPage {
  @TextField({ nullable: true, description: 'the cursor of the next page; null on the last one' })
  next: string | null;
}

/** All that is kept of a person, or a part of it. */
export class DataExportView {
  @ObjectField(() => UserV2)
  account: UserV2;

  @ObjectField(() => SessionView, { list: { max: 10_000 }, description: 'the newest first' })
  sessions: SessionView[];

  @ObjectField(() => ApiKeyView, { list: { max: 50 }, description: 'on the first page' })
  apiKeys: ApiKeyView[];

  @ObjectField(() => AuditEventView, { list: { max: 10_000 }, description: 'the newest first' })
  events: AuditEventView[];

  @ApiProperty({
    type: 'array',
    items: { type: 'object', additionalProperties: true },
    description: 'the newest first',
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

  @ObjectField(() => DataExportPage)
  page: DataExportPage;
}
