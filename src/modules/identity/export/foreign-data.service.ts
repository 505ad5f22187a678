import { Injectable } from '@nestjs/common';
import { isError } from '../../../kernel/errors.js';
import { moduleAbsent } from '../../../platform/contracts/contract.errors.js';
import { Blog, type WrittenComment, type WrittenPost } from '../../blog/index.js';
import { Orders, type OrderSummary } from '../../orders/index.js';

/** What other modules keep of a person; nothing of those that are not hosted. */
@Injectable()
export class ForeignData {
  constructor(
    private readonly orders: Orders,
    private readonly blog: Blog,
  ) {}

  async ordersOf(userId: string): Promise<OrderSummary[]> {
    return whereHosted(async () => (await this.orders.of({ userId })).orders);
  }

  async postsOf(userId: string): Promise<WrittenPost[]> {
    return whereHosted(() => all(async (after) => (await this.blog.postsOf({ userId, after })).posts));
  }

  async commentsOf(userId: string): Promise<WrittenComment[]> {
    return whereHosted(() => all(async (after) => (await this.blog.commentsOf({ userId, after })).comments));
  }
}

async function whereHosted<T>(ask: () => Promise<T[]>): Promise<T[]> {
  try {
    return await ask();
  } catch (error) {
    if (isError(error, moduleAbsent)) return [];
    throw error;
  }
}

/** Asks for the next ones until there are none. */
async function all<T extends { id: string }>(ask: (after?: string) => Promise<T[]>): Promise<T[]> {
  const found: T[] = [];
  for (;;) {
    const next = await ask(found.at(-1)?.id);
    if (next.length === 0) return found;
    found.push(...next);
  }
}
