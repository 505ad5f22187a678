import { Column, Entity, PrimaryColumn } from 'typeorm';
import { IdColumn, ReferenceColumn, TimestampColumn } from '../../platform/database/columns.js';
import { SealedColumn } from '../../platform/encryption/sealed-column.js';

/** A sign-in that lasts until it is ended or expires. */
@Entity('identity_sessions')
export class Session {
  @IdColumn()
  id: string;

  @ReferenceColumn()
  userId: string;

  /** 32 random bytes in hex, sealed; with a refresh token it gives that token's successor. */
  @SealedColumn()
  secret: string;

  /** Where it was opened. */
  @Column({ type: 'varchar', length: 45, nullable: true })
  address: string | null;

  /** What the client called itself then. */
  @Column({ type: 'varchar', length: 200, nullable: true })
  device: string | null;

  @TimestampColumn()
  createdAt: Date;

  /** When it was opened or last refreshed. */
  @TimestampColumn()
  usedAt: Date;

  @TimestampColumn()
  expiresAt: Date;

  @TimestampColumn({ nullable: true })
  endedAt: Date | null;
}

/** A refresh token as the server knows it. */
@Entity('identity_refresh_tokens')
export class RefreshToken {
  /** SHA-256 in hex. */
  @PrimaryColumn({ type: 'char', length: 64 })
  hash: string;

  @ReferenceColumn()
  sessionId: string;

  @TimestampColumn()
  createdAt: Date;

  /** When it was exchanged for its successor. */
  @TimestampColumn({ nullable: true })
  usedAt: Date | null;
}
