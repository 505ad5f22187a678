import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { RequirePermission } from '../../../platform/access/permission.guard.js';
import { Operation } from '../../../platform/http/operation.js';
import { type Page, pageOf, toPage } from '../../../platform/http/page.js';
import { AuditEventView, AuditQuery } from './audit.dto.js';
import { Audit } from './audit.service.js';
import { viewAuditEvent } from './audit.view.js';

/** What happened to accounts. */
@ApiTags('Audit')
@Controller({ path: 'audit-events', version: '1' })
export class AuditController {
  constructor(private readonly audit: Audit) {}

  @Get()
  @RequirePermission('audit:read')
  @Operation({ summary: 'List audit events', returns: pageOf(AuditEventView) })
  async list(@Query() query: AuditQuery): Promise<Page<AuditEventView>> {
    return toPage(await this.audit.list(query, query), query, viewAuditEvent);
  }
}
