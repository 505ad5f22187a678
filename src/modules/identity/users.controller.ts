import { Body, Controller, Delete, Param, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller } from '../../platform/access/caller.js';
import { RequirePermission, RequireSession } from '../../platform/access/permission.guard.js';
import { Operation } from '../../platform/http/operation.js';
import { AccountControl } from './account-control.service.js';
import {
  lastAdmin,
  recentSignInRequired,
  signInBusy,
  tooManyTries,
  userNotFound,
  wrongPassword,
} from './identity.errors.js';
import { PasswordService } from './password.service.js';
import { ChangePasswordRequest, RolesRequest, UserParameters } from './users.dto.js';
import { type ExpectedVersions, IfMatch } from '../../platform/http/preconditions.js';

/** What is the same in every version of the users API. */
@ApiTags('Users')
@Controller({ path: 'users', version: ['1', '2'] })
export class UsersController {
  constructor(
    private readonly accounts: AccountControl,
    private readonly passwords: PasswordService,
  ) {}

  @Delete('me')
  @RequireSession()
  @Operation({
    summary: 'Delete your own account',
    description:
      'Your name and address are forgotten; what you wrote stays, without them. Needs a sign-in of the last 15 minutes; a refresh ' +
      'is none.',
    problems: [recentSignInRequired, lastAdmin, userNotFound],
  })
  async deleteMe(@CurrentCaller() caller: Caller, @IfMatch() expected: ExpectedVersions): Promise<void> {
    await this.accounts.delete(caller, caller.userId, expected);
  }

  @Put('me/password')
  @RequireSession()
  @Operation({
    summary: 'Change your password',
    description: 'Ends all sessions, this one too: sign in again.',
    problems: [wrongPassword, tooManyTries, signInBusy],
  })
  async changePassword(
    @CurrentCaller() caller: Caller,
    @Body() request: ChangePasswordRequest,
  ): Promise<void> {
    await this.passwords.change(caller.userId, request.currentPassword, request.newPassword);
  }

  @Delete(':id')
  @RequireSession()
  @RequirePermission('users:manage')
  @Operation({ summary: 'Delete a user', problems: [userNotFound, recentSignInRequired, lastAdmin] })
  async delete(
    @CurrentCaller() caller: Caller,
    @Param() { id }: UserParameters,
    @IfMatch() expected: ExpectedVersions,
  ): Promise<void> {
    await this.accounts.delete(caller, id, expected);
  }

  @Put(':id/roles')
  @RequireSession()
  @RequirePermission('users:manage')
  @Operation({
    summary: 'Set the roles of a user',
    description: 'Ends their sessions, so that the change holds from the next sign-in.',
    problems: [userNotFound, lastAdmin],
  })
  async setRoles(
    @Param() { id }: UserParameters,
    @Body() request: RolesRequest,
    @IfMatch() expected: ExpectedVersions,
  ): Promise<void> {
    await this.accounts.setRoles(id, request.roles, expected);
  }

  @Post(':id/disable')
  @RequireSession()
  @RequirePermission('users:manage')
  @Operation({ summary: 'Keep a user from signing in', problems: [userNotFound, lastAdmin] })
  async disable(@Param() { id }: UserParameters): Promise<void> {
    await this.accounts.disable(id);
  }

  @Post(':id/enable')
  @RequireSession()
  @RequirePermission('users:manage')
  @Operation({ summary: 'Let a user sign in again', problems: [userNotFound] })
  async enable(@Param() { id }: UserParameters): Promise<void> {
    await this.accounts.enable(id);
  }
}
