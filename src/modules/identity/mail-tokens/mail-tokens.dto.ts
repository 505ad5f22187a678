import { EmailField, EnumField, TextField } from '../../../platform/http/fields.js';
import { PasswordField } from '../auth.dto.js';

/** The same for every address, so that nobody learns who has an account. */
export class AcceptedResponse {
  @EnumField(['accepted'])
  status: string;
}

/** Names an address. */
export class AddressRequest {
  @EmailField({ example: 'ada@example.com' })
  email: string;
}

/** A token that came by mail. */
export class MailTokenRequest {
  @TextField({ min: 1, max: 100 })
  token: string;
}

/** Sets a new password. */
export class ResetPasswordRequest {
  @TextField({ min: 1, max: 100, description: 'as it came by mail' })
  token: string;

  @PasswordField()
  password: string;
}
