import { Injectable } from '@nestjs/common';
import type { Caller } from '../../../platform/access/caller.js';
import { toPage } from '../../../platform/http/page.js';
import { AccountsService } from '../accounts.service.js';
import { viewApiKey } from '../api-keys/api-key.view.js';
import { ApiKeys } from '../api-keys/api-keys.service.js';
import { Audit } from '../audit/audit.service.js';
import { viewAuditEvent } from '../audit/audit.view.js';
import type { AuditEventView } from '../audit/audit.dto.js';
import { viewSession } from '../session.view.js';
import type { SessionView } from '../sessions.dto.js';
import { Sessions } from '../sessions.service.js';
import { viewV2 } from '../user.view.js';
import type { DataExportView } from './data-export.dto.js';
import { invalidCursor } from '../../../platform/database/keyset.js';
import { ExportPage, type Room, type Rows } from './export-page.js';
import { ForeignData } from './foreign-data.service.js';

/** Bytes of JSON: with the account and its API keys, an answer stays below 1 MiB. */
const pageBytes = 900_000;
/** After how many rows a page ends: small ones take longer than their bytes tell. */
const pageRows = 1_000;
/** How many rows are read at once. */
const limit = 100;

/** All that is kept of a person, for that person (GDPR, articles 15 and 20), in pages of bounded size. */
@Injectable()
export class DataExport {
  constructor(
    private readonly accounts: AccountsService,
    private readonly sessions: Sessions,
    private readonly apiKeys: ApiKeys,
    private readonly audit: Audit,
    private readonly foreign: ForeignData,
  ) {}

  /** @param cursor `next` of the page before @throws invalidCursor */
  async page({ userId, sessionId }: Caller, cursor?: string): Promise<DataExportView> {
    const page = ExportPage.at(cursor, pageBytes, pageRows);
    if (!page) throw invalidCursor();
    if (page.isFirst) await this.audit.record('data_exported', userId);
    const account = viewV2(await this.accounts.get(userId));
    const apiKeys = page.isFirst ? await this.apiKeys.listOf(userId) : [];
    return {
      account,
      apiKeys: apiKeys.map(viewApiKey),
      sessions: await page.fill('sessions', (room) => this.sessionsOf(userId, sessionId, room)),
      events: await page.fill('events', (room) => this.eventsOf(userId, room)),
      orders: await page.fill('orders', (room) => this.foreign.ordersOf(userId, room)),
      posts: await page.fill('posts', (room) => this.foreign.postsOf(userId, room)),
      comments: await page.fill('comments', (room) => this.foreign.commentsOf(userId, room)),
      page: { next: page.next },
    };
  }

  private async sessionsOf(
    userId: string,
    current: string | null,
    { after, most }: Room,
  ): Promise<Rows<SessionView>> {
    const rows = await this.sessions.openBefore(userId, after, limit);
    const idOf = (place: number): string => rows[place]?.id ?? '';
    const next = rows.length === limit ? idOf(limit - 1) : null;
    const slice = { rows, next, cursorAfter: idOf };
    return rowsOf(toPage(slice, { limit }, (session) => viewSession(session, current), most));
  }

  private async eventsOf(userId: string, { after, most }: Room): Promise<Rows<AuditEventView>> {
    const request = { sort: '-createdAt', limit, ...(after !== undefined && { cursor: after }) };
    return rowsOf(toPage(await this.audit.list(request, { userId }), request, viewAuditEvent, most));
  }
}

function rowsOf<T>({ data, page }: { data: T[]; page: { next: string | null } }): Rows<T> {
  return { rows: data, next: page.next };
}
