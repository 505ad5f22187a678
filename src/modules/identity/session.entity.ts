import { Column, Entity, PrimaryColumn } from 'typeorm';
import { IdColumn, ReferenceColumn, TimestampColumn } from '../../platform/database/columns.js';

/** A sign-in that lasts until it is ended or expires. */
@Entity('identity_sessions')
export class Session {
  @IdColumn()
  id: string;

  @ReferenceColumn()
  userId: string;

  /** 32 random bytes in hex; with a refresh token it gives that token's successor. */
  @Column({ type: 'varchar', length: 64 })
  secret: string;

  @TimestampColumn()
  createdAt: Date;

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
