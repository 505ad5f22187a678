import { Controller, Delete, Get, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller } from '../../platform/access/caller.js';
import { RequireSession } from '../../platform/access/permission.guard.js';
import { Operation } from '../../platform/http/operation.js';
import { sessionNotFound } from './identity.errors.js';
import { viewSession } from './session.view.js';
import { SessionParameters, SessionsView } from './sessions.dto.js';
import { Sessions } from './sessions.service.js';

/** Where one is signed in. */
@ApiTags('Users')
@Controller({ path: 'users/me/sessions', version: ['1', '2'] })
@RequireSession()
export class SessionsController {
  constructor(private readonly sessions: Sessions) {}

  @Get()
  @Operation({ summary: 'List your open sessions', returns: SessionsView })
  async list(@CurrentCaller() caller: Caller): Promise<SessionsView> {
    const sessions = await this.sessions.listOf(caller.userId);
    return { data: sessions.map((session) => viewSession(session, caller.sessionId)) };
  }

  @Delete(':id')
  @Operation({
    summary: 'End one of your sessions',
    description: 'Its tokens stop working everywhere within 5 s.',
    problems: [sessionNotFound],
  })
  async end(@CurrentCaller() caller: Caller, @Param() { id }: SessionParameters): Promise<void> {
    await this.sessions.endOf(caller.userId, id);
  }
}
