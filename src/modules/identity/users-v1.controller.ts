import { Body, Controller, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller } from '../../platform/access/caller.js';
import { RequirePermission, RequireSession } from '../../platform/access/permission.guard.js';
import { IgnoreIdempotencyKey } from '../../platform/http/idempotency/idempotency.interceptor.js';
import { Operation } from '../../platform/http/operation.js';
import { type Page, pageOf, toPage } from '../../platform/http/page.js';
import { AccountsService } from './accounts.service.js';
import { emailTaken, userNotFound } from './identity.errors.js';
import { viewV1 } from './user.view.js';
import { CreateUserV1Request, UpdateUserV1Request, UserParameters, UsersQuery, UserV1 } from './users.dto.js';
import { type ExpectedVersions, IfMatch } from '../../platform/http/preconditions.js';

/** Users in the shape of API v1. */
@ApiTags('Users')
@Controller({ path: 'users', version: '1' })
export class UsersV1Controller {
  constructor(private readonly accounts: AccountsService) {}

  @Get('me')
  @Operation({ summary: 'Read your own account', returns: UserV1 })
  async me(@CurrentCaller() caller: Caller): Promise<UserV1> {
    return viewV1(await this.accounts.get(caller.userId));
  }

  @Patch('me')
  @Operation({ summary: 'Change your own account', returns: UserV1 })
  async updateMe(
    @CurrentCaller() caller: Caller,
    @Body() request: UpdateUserV1Request,
    @IfMatch() expected: ExpectedVersions,
  ): Promise<UserV1> {
    return viewV1(await this.accounts.rename(caller.userId, request.name, expected));
  }

  @Get()
  @RequirePermission('users:manage')
  @Operation({ summary: 'List users', returns: pageOf(UserV1) })
  async list(@Query() query: UsersQuery): Promise<Page<UserV1>> {
    return toPage(await this.accounts.list(query, query), query, viewV1);
  }

  @Post()
  @RequireSession()
  @RequirePermission('users:manage')
  @IgnoreIdempotencyKey()
  @Operation({ summary: 'Add a user', status: 201, returns: UserV1, problems: [emailTaken] })
  async create(@Body() request: CreateUserV1Request): Promise<UserV1> {
    const { email, password, name, role } = request;
    return viewV1(await this.accounts.create({ email, password, name, roles: role && [role] }));
  }

  @Get(':id')
  @RequirePermission('users:manage')
  @Operation({ summary: 'Read a user', returns: UserV1, problems: [userNotFound] })
  async read(@Param() { id }: UserParameters): Promise<UserV1> {
    return viewV1(await this.accounts.get(id));
  }

  @Patch(':id')
  @RequirePermission('users:manage')
  @Operation({ summary: 'Change a user', returns: UserV1, problems: [userNotFound] })
  async update(
    @Param() { id }: UserParameters,
    @Body() request: UpdateUserV1Request,
    @IfMatch() expected: ExpectedVersions,
  ): Promise<UserV1> {
    return viewV1(await this.accounts.rename(id, request.name, expected));
  }
}
