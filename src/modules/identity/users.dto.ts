import {
  BooleanField,
  EmailField,
  EnumField,
  IdField,
  IntegerField,
  TextField,
  TimestampField,
} from '../../platform/http/fields.js';
import { pageQuery } from '../../platform/http/page.js';
import { PasswordField } from './auth.dto.js';
import { type Role, roles } from './roles.js';

const statuses = ['active', 'disabled', 'deleted'];

/** A user as API v1 shows it. */
export class UserV1 {
  @IdField()
  id: string;

  @EmailField()
  email: string;

  @TextField()
  name: string;

  @EnumField(roles, { description: 'the weightiest of the roles' })
  role: string;

  @TimestampField()
  createdAt: string;

  @IntegerField({ min: 1 })
  version: number;
}

/** A user as API v2 shows it. */
export class UserV2 {
  @IdField()
  id: string;

  @EmailField()
  email: string;

  @TextField()
  displayName: string;

  @EnumField(roles, { list: { max: roles.length } })
  roles: string[];

  @EnumField(statuses)
  status: string;

  @BooleanField()
  emailVerified: boolean;

  @TimestampField()
  createdAt: string;

  @TimestampField()
  updatedAt: string;

  @IntegerField({ min: 1 })
  version: number;
}

/** Which users to list. */
export class UsersQuery extends pageQuery(['-createdAt', 'createdAt', 'email', '-email']) {
  @EnumField(statuses, { optional: true })
  status?: string;

  @EnumField(roles, { optional: true })
  role?: string;
}

/** A new user (API v1). */
export class CreateUserV1Request {
  @EmailField()
  email: string;

  @PasswordField()
  password: string;

  @TextField({ min: 1, max: 100 })
  name: string;

  @EnumField(roles, { optional: true, description: '`customer` by default' })
  role?: Role;
}

/** A new user (API v2). */
export class CreateUserV2Request {
  @EmailField()
  email: string;

  @PasswordField()
  password: string;

  @TextField({ min: 1, max: 100 })
  displayName: string;

  @EnumField(roles, { optional: true, list: { min: 1, max: roles.length, unique: true } })
  roles?: Role[];
}

/** What may be changed of a user (API v1). */
export class UpdateUserV1Request {
  @TextField({ min: 1, max: 100, optional: true })
  name?: string;
}

/** What may be changed of a user (API v2). */
export class UpdateUserV2Request {
  @TextField({ min: 1, max: 100, optional: true })
  displayName?: string;
}

/** The roles that a user has from now on. */
export class RolesRequest {
  @EnumField(roles, { list: { min: 1, max: roles.length, unique: true } })
  roles: Role[];
}

/** A new password, proved by the old one. */
export class ChangePasswordRequest {
  @TextField({ min: 1, max: 128, format: 'password', multiline: true })
  currentPassword: string;

  @PasswordField()
  newPassword: string;
}

/** The id in a path. */
export class UserParameters {
  @IdField()
  id: string;
}
