import { Body, Controller, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller } from '../../platform/access/caller.js';
import { RequirePermission, RequireSession } from '../../platform/access/permission.guard.js';
import { IgnoreIdempotencyKey } from '../../platform/http/idempotency/idempotency.interceptor.js';
import { Operation } from '../../platform/http/operation.js';
import { type Page, pageOf, toPage } from '../../platform/http/page.js';
import { AccountsService } from './accounts.service.js';
import { emailTaken, userNotFound } from './identity.errors.js';
import { viewV2 } from './user.view.js';
import { CreateUserV2Request, UpdateUserV2Request, UserParameters, UsersQuery, UserV2 } from './users.dto.js';
import { type ExpectedVersions, IfMatch } from '../../platform/http/preconditions.js';

/** Users in the shape of API v2. */
@ApiTags('Users')
@Controller({ path: 'users', version: '2' })
export class UsersV2Controller {
  constructor(private readonly accounts: AccountsService) {}

  @Get('me')
  @Operation({ summary: 'Read your own account', returns: UserV2 })
  async me(@CurrentCaller() caller: Caller): Promise<UserV2> {
    return viewV2(await this.accounts.get(caller.userId));
  }

  @Patch('me')
  @Operation({ summary: 'Change your own account', returns: UserV2 })
  async updateMe(
    @CurrentCaller() caller: Caller,
    @Body() request: UpdateUserV2Request,
    @IfMatch() expected: ExpectedVersions,
  ): Promise<UserV2> {
    return viewV2(await this.accounts.rename(caller.userId, request.displayName, expected));
  }

  @Get()
  @RequirePermission('users:manage')
  @Operation({ summary: 'List users', returns: pageOf(UserV2) })
  async list(@Query() query: UsersQuery): Promise<Page<UserV2>> {
    return toPage(await this.accounts.list(query, query), query, viewV2);
  }

  @Post()
  @RequireSession()
  @RequirePermission('users:manage')
  @IgnoreIdempotencyKey()
  @Operation({ summary: 'Add a user', status: 201, returns: UserV2, problems: [emailTaken] })
  async create(@Body() request: CreateUserV2Request): Promise<UserV2> {
    const { email, password, displayName, roles } = request;
    return viewV2(await this.accounts.create({ email, password, name: displayName, roles }));
  }

  @Get(':id')
  @RequirePermission('users:manage')
  @Operation({ summary: 'Read a user', returns: UserV2, problems: [userNotFound] })
  async read(@Param() { id }: UserParameters): Promise<UserV2> {
    return viewV2(await this.accounts.get(id));
  }

  @Patch(':id')
  @RequirePermission('users:manage')
  @Operation({ summary: 'Change a user', returns: UserV2, problems: [userNotFound] })
  async update(
    @Param() { id }: UserParameters,
    @Body() request: UpdateUserV2Request,
    @IfMatch() expected: ExpectedVersions,
  ): Promise<UserV2> {
    return viewV2(await this.accounts.rename(id, request.displayName, expected));
  }
}
