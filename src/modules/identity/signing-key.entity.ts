import { Column, Entity } from 'typeorm';
import { IdColumn, TimestampColumn } from '../../platform/database/columns.js';

/** A key pair (ES256) that signs access tokens; its id is the `kid`. */
@Entity('identity_signing_keys')
export class SigningKey {
  @IdColumn()
  id: string;

  /** JWK as JSON text. */
  @Column({ type: 'text' })
  privateJwk: string;

  /** JWK as JSON text. */
  @Column({ type: 'text' })
  publicJwk: string;

  @TimestampColumn()
  createdAt: Date;
}
