import { Column, Entity } from 'typeorm';
import { IdColumn, TimestampColumn } from '../../platform/database/columns.js';
import { SealedColumn } from '../../platform/encryption/sealed-column.js';

/** A key pair (ES256) that signs access tokens; its id is the `kid`. */
@Entity('identity_signing_keys')
export class SigningKey {
  @IdColumn()
  id: string;

  /** JWK as JSON text, sealed. */
  @SealedColumn()
  privateJwk: string;

  /** JWK as JSON text. */
  @Column({ type: 'text' })
  publicJwk: string;

  @TimestampColumn()
  createdAt: Date;

  /** From then on it signs; it is published before, so that everyone knows it by then. */
  @TimestampColumn()
  signsFrom: Date;

  /** When nothing that it signed is valid any more; null while it is the newest. */
  @TimestampColumn({ nullable: true })
  expiresAt: Date | null;
}
