import { Controller, Get, Header, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller } from '../../../platform/access/caller.js';
import { RequireSession } from '../../../platform/access/permission.guard.js';
import { invalidCursor } from '../../../platform/database/keyset.js';
import { Operation } from '../../../platform/http/operation.js';
import { RateLimit } from '../../../platform/http/rate-limit.js';
import { DataExportQuery, DataExportView } from './data-export.dto.js';
import { DataExport } from './data-export.service.js';

/** The data of one's own account. */
@ApiTags('Users')
@Controller({ path: 'users/me/export', version: ['1', '2'] })
@RequireSession()
export class DataExportController {
  constructor(private readonly data: DataExport) {}

  @Get()
  @Header('cache-control', 'no-store')
  @RateLimit({ name: 'export', limit: 120, windowSeconds: 900 })
  @Operation({
    summary: 'Export all that is kept of you',
    description:
      'What has no room in one answer follows in the next ones: send `page.next` as `cursor` until it is null. The account is in ' +
      'each of them, everything else is there once.',
    returns: DataExportView,
    problems: [invalidCursor],
  })
  async read(@CurrentCaller() caller: Caller, @Query() { cursor }: DataExportQuery): Promise<DataExportView> {
    return this.data.page(caller, cursor);
  }
}
