import { applyDecorators } from '@nestjs/common';
import { ValidateBy } from 'class-validator';
import { EmailField, EnumField, IntegerField, TextField } from '../../platform/http/fields.js';
import { isCommonPassword } from './common-passwords.js';

const NotCommon = ValidateBy({
  name: 'isUncommonPassword',
  validator: {
    validate: (value) => typeof value === 'string' && !isCommonPassword(value),
    defaultMessage: (args) =>
      `${args?.property} is among the passwords that are tried first; choose another one`,
  },
});

/** New passwords: of any characters, never trimmed; the most common ones are refused. */
export const PasswordField = (): PropertyDecorator =>
  applyDecorators(
    TextField({
      min: 8,
      max: 128,
      format: 'password',
      multiline: true,
      example: 'correct horse battery staple',
    }),
    NotCommon,
  );

/** Asks for an account. */
export class RegisterRequest {
  @EmailField({ example: 'ada@example.com' })
  email: string;

  @PasswordField()
  password: string;

  @TextField({ min: 1, max: 100, example: 'Ada Lovelace' })
  name: string;
}

/** The same for every address: this answer tells nobody who has an account. */
export class RegisterResponse {
  @EnumField(['accepted'])
  status: string;
}

/** Signs in. */
export class LoginRequest {
  @EmailField({ example: 'ada@example.com' })
  email: string;

  @TextField({ min: 1, max: 128, format: 'password', multiline: true })
  password: string;

  @TextField({ optional: true, max: 32, description: 'a one-time code, for accounts that ask for one' })
  otp?: string;
}

/** Continues a session. */
export class RefreshRequest {
  @TextField({ min: 1, max: 256 })
  refreshToken: string;
}

/** What a sign-in gives. */
export class TokensResponse {
  @TextField({ description: 'sent as `Authorization: Bearer <token>`' })
  accessToken: string;

  @EnumField(['Bearer'])
  tokenType: string;

  @IntegerField({ min: 1, description: 'seconds until the access token expires' })
  expiresIn: number;

  @TextField({ description: 'good for one refresh' })
  refreshToken: string;
}
