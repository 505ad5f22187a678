import { TextField } from '../../../platform/http/fields.js';

/** The name of a provider in a path. */
export class ProviderParameters {
  @TextField({ pattern: /^[a-z0-9]{1,32}$/, example: 'google' })
  provider: string;
}
