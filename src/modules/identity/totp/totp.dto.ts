import { TextField } from '../../../platform/http/fields.js';
import { recoveryCodeCount, typedCode } from './totp.js';

/** What an authenticator app needs. */
export class TotpSetup {
  @TextField({ description: 'in base32, to be typed' })
  secret: string;

  @TextField({
    description: 'for a QR code',
    example: 'otpauth://totp/Mainstay:ada%40example.com?secret=...',
  })
  uri: string;
}

/** Proves that the app works. */
export class ConfirmTotpRequest {
  @TextField({ max: 32, pattern: typedCode, example: '123456' })
  code: string;
}

/** For the day when the app is lost. */
export class RecoveryCodes {
  @TextField({ list: { max: recoveryCodeCount }, description: 'each is good once; shown only now' })
  recoveryCodes: string[];
}

/** Proves that the second factor is at hand. */
export class RemoveTotpRequest {
  @TextField({ min: 6, max: 32, description: 'a one-time code or a recovery code' })
  code: string;
}
