import { Injectable } from '@nestjs/common';
import { isError } from '../../../kernel/errors.js';
import { moduleAbsent } from '../../../platform/contracts/contract.errors.js';
import { Blog, type WrittenComment, type WrittenPost } from '../../blog/index.js';
import { Orders, type OrderSummary } from '../../orders/index.js';
import type { Room, Rows } from './export-page.js';

/** What other modules keep of a person; nothing of those that are not hosted. */
@Injectable()
export class ForeignData {
  constructor(
    private readonly orders: Orders,
    private readonly blog: Blog,
  ) {}

  async ordersOf(userId: string, room: Room): Promise<Rows<OrderSummary>> {
    return whereHosted(async () => {
      const { orders, next } = await this.orders.of({ userId, ...room });
      return { rows: orders, next };
    });
  }

  async postsOf(userId: string, room: Room): Promise<Rows<WrittenPost>> {
    return whereHosted(async () => {
      const { posts, next } = await this.blog.postsOf({ userId, ...room });
      return { rows: posts, next };
    });
  }

  async commentsOf(userId: string, room: Room): Promise<Rows<WrittenComment>> {
    return whereHosted(async () => {
      const { comments, next } = await this.blog.commentsOf({ userId, ...room });
      return { rows: comments, next };
    });
  }
}

async function whereHosted<T>(ask: () => Promise<Rows<T>>): Promise<Rows<T>> {
  try {
    return await ask();
  } catch (error) {
    if (isError(error, moduleAbsent)) return { rows: [], next: null };
    throw error;
  }
}
