import { BooleanField, IdField, ObjectField, TextField, TimestampField } from '../../platform/http/fields.js';

/** A sign-in that lasts. */
export class SessionView {
  @IdField()
  id: string;

  @TextField({ nullable: true, description: 'the IP address that it was opened from' })
  address: string | null;

  @TextField({ nullable: true, description: 'what the client called itself then (`User-Agent`)' })
  device: string | null;

  @BooleanField({ description: 'whether this request belongs to it' })
  current: boolean;

  @TimestampField()
  createdAt: string;

  @TimestampField({ description: 'when it was opened or last refreshed' })
  lastUsedAt: string;

  @TimestampField()
  expiresAt: string;
}

/** The open sessions of a user. */
export class SessionsView {
  @ObjectField(() => SessionView, { list: { max: 100 } })
  data: SessionView[];
}

/** The id in a path. */
export class SessionParameters {
  @IdField()
  id: string;
}
