import { Column, Entity, OneToMany, PrimaryColumn, JoinColumn, ManyToOne, type Relation } from 'typeorm';
import { IdColumn, TimestampColumn } from '../../platform/database/columns.js';
import type { Role } from './roles.js';

export type UserStatus = 'active' | 'disabled' | 'deleted';

/** An account. A deleted one stays as a nameless row, so that what it did keeps an author. */
@Entity('identity_users')
export class User {
  @IdColumn()
  id: string;

  /** ASCII, in lower case; unique. */
  @Column({ type: 'varchar', length: 254 })
  email: string;

  @Column({ type: 'varchar', length: 100 })
  name: string;

  /** argon2id in PHC form; null when there is no password to sign in with. */
  @Column({ type: 'varchar', length: 255, nullable: true })
  passwordHash: string | null;

  @Column({ type: 'varchar', length: 16 })
  status: UserStatus;

  @Column({ type: 'boolean' })
  emailVerified: boolean;

  @Column({ type: 'int' })
  version: number;

  @TimestampColumn()
  createdAt: Date;

  @TimestampColumn()
  updatedAt: Date;

  @OneToMany(() => UserRole, (role) => role.user)
  roles: Relation<UserRole>[];
}

/** One role of one account. */
@Entity('identity_user_roles')
export class UserRole {
  @PrimaryColumn({ type: 'char', length: 36 })
  userId: string;

  @PrimaryColumn({ type: 'varchar', length: 32 })
  role: Role;

  @ManyToOne(() => User, (user) => user.roles, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id' })
  user: Relation<User>;
}
