import { Injectable } from '@nestjs/common';
import { unauthenticated } from '../../../platform/access/access.errors.js';
import { firstOf, type Slice } from '../../../platform/database/keyset.js';
import { type Page, toPage } from '../../../platform/http/page.js';
import { FulfillmentsRepository } from '../fulfillments/fulfillments.repository.js';
import { Orders, type OrderSummary } from '../orders.contract.js';
import { orderNotFound } from '../orders.errors.js';
import { idInToken, isTokenOf } from '../secret-token.js';
import { isStaff, requireVisible, type Viewer } from './order-access.js';
import { orderLimits } from './order.js';
import type { Order } from './order.entity.js';
import { type OrderParts, summarize, viewHistory, viewOrder } from './order.view.js';
import type { OrderHistoryQuery, OrderHistoryView, OrdersQuery, OrderView } from './orders.dto.js';
import { type OrderFilter, OrdersRepository } from './orders.repository.js';

/** How many lines are read for a list: a page of as many orders with all the lines that an order may have. */
const mostLines = 20 * orderLimits.lines;

/**
 * Reading orders: a constant number of statements, however long the page is; one more counts lines where there might be more than a
 * page may bring.
 */
@Injectable()
export class OrderReader extends Orders {
  constructor(
    private readonly orders: OrdersRepository,
    private readonly fulfillments: FulfillmentsRepository,
  ) {
    super();
  }

  /** Those of the viewer; all of them for who may read all. @throws unauthenticated */
  async page(query: OrdersQuery, viewer: Viewer): Promise<Page<OrderView>> {
    const slice = await this.bounded(await this.orders.page(query, await this.filterOf(query, viewer)));
    const partsOf = await this.partsOf(slice.rows.map(({ id }) => id));
    return toPage(slice, query, (order) => viewOrder(order, partsOf(order.id)));
  }

  /** @throws orderNotFound */
  async get(id: string, viewer: Viewer): Promise<OrderView> {
    const order = requireVisible(await this.orders.find(id), viewer);
    return viewOrder(order, (await this.partsOf([id]))(id));
  }

  /** An order, for who has been let in already. @throws orderNotFound */
  async show(id: string): Promise<OrderView> {
    const order = await this.orders.find(id);
    if (!order) throw orderNotFound();
    return viewOrder(order, (await this.partsOf([id]))(id));
  }

  /** @throws orderNotFound */
  async history(id: string, query: OrderHistoryQuery, viewer: Viewer): Promise<Page<OrderHistoryView>> {
    requireVisible(await this.orders.find(id), viewer);
    return toPage(await this.orders.history(id, query), query, viewHistory);
  }

  override async ownerOf(command: { orderId: string }): Promise<{ userId: string | null; status: string }> {
    const order = await this.orders.find(command.orderId);
    return order ? { userId: order.userId, status: order.status } : { userId: null, status: 'unknown' };
  }

  override async of({
    userId,
    after,
    most,
  }: {
    userId: string;
    after?: string;
    most: number;
  }): Promise<{ orders: OrderSummary[]; next: string | null }> {
    const request = { sort: '-createdAt', limit: 100, ...(after !== undefined && { cursor: after }) };
    const found = await this.orders.page(request, { userId });
    // Lengths come first: lines that have no room are not read.
    const count = await this.orders.howManyFit(
      found.rows.map(({ id }) => id),
      most,
    );
    const slice = firstOf(found, count);
    const partsOf = await this.partsOf(slice.rows.map(({ id }) => id));
    const { data, page } = toPage(slice, request, (order) => summarize(order, partsOf(order.id)), most);
    return { orders: data, next: page.next };
  }

  override async summary(command: { orderId: string }): Promise<{ order: OrderSummary | null }> {
    const order = await this.orders.find(command.orderId);
    if (!order) return { order: null };
    return { order: summarize(order, (await this.partsOf([order.id]))(order.id)) };
  }

  /** The first orders of a page that have no more lines together than are read at once; at least one. */
  private async bounded(slice: Slice<Order>): Promise<Slice<Order>> {
    const { rows } = slice;
    if (rows.length * orderLimits.lines <= mostLines) return slice;
    const counts = await this.orders.lineCounts(rows.map(({ id }) => id));
    let lines = 0;
    const over = rows.findIndex(({ id }, place) => (lines += counts.get(id) ?? 0) > mostLines && place > 0);
    return over < 0 ? slice : firstOf(slice, over);
  }

  private async partsOf(ids: readonly string[]): Promise<(id: string) => OrderParts> {
    const lines = await this.orders.linesOf(ids);
    const fulfillments = await this.fulfillments.ofOrders(ids);
    return (id) => ({ lines: lines.get(id) ?? [], fulfillments: fulfillments.get(id) ?? [] });
  }

  private async filterOf({ status, user }: OrdersQuery, viewer: Viewer): Promise<OrderFilter> {
    if (isStaff(viewer, 'orders:read')) return { status, userId: user };
    if (viewer.userId !== undefined) return { status, userId: viewer.userId };
    const id = idInToken(viewer.orderToken);
    const order = id === undefined ? null : await this.orders.find(id);
    if (order && isTokenOf(order.tokenHash, viewer.orderToken)) return { status, id: order.id };
    throw unauthenticated('Sign in, or send the X-Order-Token of your order');
  }
}
