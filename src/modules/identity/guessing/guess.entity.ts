import { Column, Entity, PrimaryColumn } from 'typeorm';
import { TimestampColumn } from '../../../platform/database/columns.js';

/** How often somebody tried to guess lately. */
@Entity('identity_guesses')
export class Guess {
  /** SHA-256, in hex, of what was tried, such as an account. */
  @PrimaryColumn({ type: 'char', length: 64 })
  id: string;

  @Column({ type: 'int' })
  tries: number;

  @TimestampColumn()
  windowEnds: Date;
}
