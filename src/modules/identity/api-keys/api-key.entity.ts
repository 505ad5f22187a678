import { Column, Entity } from 'typeorm';
import {
  IdColumn,
  JsonColumn,
  ReferenceColumn,
  TimestampColumn,
} from '../../../platform/database/columns.js';
import type { Permission } from '../roles.js';

/** A key with which programs act for a user. */
@Entity('identity_api_keys')
export class ApiKey {
  @IdColumn()
  id: string;

  @ReferenceColumn()
  userId: string;

  /** What its owner calls it. */
  @Column({ type: 'varchar', length: 100 })
  name: string;

  /** SHA-256 in hex; unique. */
  @Column({ type: 'char', length: 64 })
  hash: string;

  /** How the key begins, for its owner to tell keys apart. */
  @Column({ type: 'varchar', length: 16 })
  hint: string;

  @JsonColumn()
  scopes: Permission[];

  @TimestampColumn()
  createdAt: Date;

  @TimestampColumn()
  expiresAt: Date;

  @TimestampColumn({ nullable: true })
  usedAt: Date | null;

  @TimestampColumn({ nullable: true })
  revokedAt: Date | null;
}
