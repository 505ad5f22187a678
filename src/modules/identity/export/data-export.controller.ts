import { Controller, Get, Header } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller } from '../../../platform/access/caller.js';
import { RequireSession } from '../../../platform/access/permission.guard.js';
import { Operation } from '../../../platform/http/operation.js';
import { RateLimit } from '../../../platform/http/rate-limit.js';
import { viewApiKey } from '../api-keys/api-key.view.js';
import { viewAuditEvent } from '../audit/audit.view.js';
import { viewSession } from '../session.view.js';
import { viewV2 } from '../user.view.js';
import { DataExportView } from './data-export.dto.js';
import { DataExport } from './data-export.service.js';

/** The data of one's own account. */
@ApiTags('Users')
@Controller({ path: 'users/me/export', version: ['1', '2'] })
@RequireSession()
export class DataExportController {
  constructor(private readonly data: DataExport) {}

  @Get()
  @Header('cache-control', 'no-store')
  @RateLimit({ name: 'export', limit: 20, windowSeconds: 900 })
  @Operation({ summary: 'Export all that is kept of you', returns: DataExportView })
  async read(@CurrentCaller() { userId, sessionId }: Caller): Promise<DataExportView> {
    const { account, sessions, apiKeys, events, ...foreign } = await this.data.of(userId);
    return {
      account: viewV2(account),
      sessions: sessions.map((session) => viewSession(session, sessionId)),
      apiKeys: apiKeys.map(viewApiKey),
      events: events.map(viewAuditEvent),
      ...foreign,
    };
  }
}
