import { Injectable } from '@nestjs/common';
import { BlogModule } from '../modules/blog/blog.module.js';
import { BlogDemo } from '../modules/blog/demo/blog-demo.service.js';
import type { DemoAccount } from '../modules/blog/demo/demo-post.js';
import { DemoAccounts, type DemoPerson } from '../modules/identity/demo-accounts.service.js';
import { IdentityModule } from '../modules/identity/identity.module.js';
import type { Demo, DemoPart } from './demo-data.js';

/** The people of Linden & Kiln and some of its customers. */
const people: Readonly<Record<DemoAccount, DemoPerson>> = {
  mara: { email: 'mara@linden-kiln.example', name: 'Mara Lindqvist', role: 'editor' },
  jonas: { email: 'jonas@linden-kiln.example', name: 'Jonas Brandt', role: 'author' },
  ines: { email: 'ines@linden-kiln.example', name: 'Ines Moreau', role: 'author' },
  paul: { email: 'paul@customers.example', name: 'Paul Adeyemi', role: 'customer' },
  keiko: { email: 'keiko@customers.example', name: 'Keiko Tanaka', role: 'customer' },
  rosa: { email: 'rosa@customers.example', name: 'Rosa Calloway', role: 'customer' },
};

/** The people of the demo and their journal. */
@Injectable()
class DemoBlog implements DemoPart {
  constructor(
    private readonly accounts: DemoAccounts,
    private readonly blog: BlogDemo,
  ) {}

  async isEmpty(): Promise<boolean> {
    return this.accounts.nobodyIsHere();
  }

  async load(): Promise<void> {
    const added: [string, string][] = [];
    for (const [key, person] of Object.entries(people)) added.push([key, await this.accounts.add(person)]);
    await this.blog.load(Object.fromEntries(added) as Record<DemoAccount, string>);
  }
}

export const demoBlog: Demo = { modules: [IdentityModule, BlogModule], part: DemoBlog };
