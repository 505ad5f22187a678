import {
  EnumField,
  IdField,
  IntegerField,
  ObjectField,
  TextField,
  TimestampField,
} from '../../../platform/http/fields.js';
import { type Permission, permissions } from '../roles.js';
import { keyLifetime, keyLimit } from './api-key.js';

/** An API key as its owner sees it. */
export class ApiKeyView {
  @IdField()
  id: string;

  @TextField()
  name: string;

  @TextField({ description: 'how the key begins', example: 'msk_Xk3v9a' })
  hint: string;

  @EnumField(permissions, { list: { max: permissions.length } })
  scopes: string[];

  @TimestampField()
  createdAt: string;

  @TimestampField()
  expiresAt: string;

  @TimestampField({ nullable: true, description: 'its last use, to the minute' })
  lastUsedAt: string | null;
}

/** A new API key. */
export class NewApiKeyView extends ApiKeyView {
  @TextField({ description: 'sent as `Authorization: Bearer <key>`; shown only now' })
  key: string;
}

/** The API keys of a user. */
export class ApiKeysView {
  @ObjectField(() => ApiKeyView, { list: { max: keyLimit } })
  data: ApiKeyView[];
}

/** Asks for an API key. */
export class CreateApiKeyRequest {
  @TextField({ min: 1, max: 100, example: 'stock sync' })
  name: string;

  @EnumField(permissions, {
    list: { max: permissions.length, unique: true },
    description: 'some of your permissions; what belongs to you alone it may read and write without any',
  })
  scopes: Permission[];

  @IntegerField({
    min: 1,
    max: keyLifetime.max,
    optional: true,
    description: `${keyLifetime.default} by default`,
  })
  expiresInDays?: number;
}

/** The id in a path. */
export class ApiKeyParameters {
  @IdField()
  id: string;
}
