import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { newId } from '../../kernel/ids.js';
import type { Role } from './roles.js';
import { UserRepository } from './user.repository.js';

/** A person of the demo. Nobody can sign in as one of them: they have no password. */
export interface DemoPerson {
  readonly email: string;
  readonly name: string;
  readonly role: Role;
}

/** Accounts for the demo data. */
@Injectable()
export class DemoAccounts {
  constructor(
    private readonly users: UserRepository,
    private readonly clock: Clock,
  ) {}

  /** Whether nobody has an account yet, but for admins. */
  async nobodyIsHere(): Promise<boolean> {
    return (await this.users.count()) === (await this.users.holdersOf('admin'));
  }

  /** Adds a person. @returns the id of the account */
  async add({ email, name, role }: DemoPerson): Promise<string> {
    const now = this.clock.now();
    const id = newId();
    await this.users.add(
      {
        id,
        email,
        name,
        passwordHash: null,
        status: 'active',
        emailVerified: true,
        version: 1,
        createdAt: now,
        updatedAt: now,
      },
      [role],
    );
    return id;
  }
}
