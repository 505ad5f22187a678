import { orderNotFound } from '../orders.errors.js';
import { isTokenOf } from '../secret-token.js';

/** Who asks: a user, a guest with the token of an order, or nobody known. */
export interface Viewer {
  readonly userId?: string;
  readonly permissions?: ReadonlySet<string>;
  readonly orderToken?: string;
}

interface Owned {
  readonly userId: string | null;
  readonly tokenHash: string | null;
}

/** Whether the order is the viewer's own. */
export function isOwner(order: Owned, viewer: Viewer): boolean {
  if (order.userId !== null) return order.userId === viewer.userId;
  return isTokenOf(order.tokenHash, viewer.orderToken);
}

/** Whether the viewer works for the shop and may do this with all orders. */
export function isStaff(viewer: Viewer, permission: 'orders:read' | 'orders:write'): boolean {
  return viewer.permissions?.has(permission) ?? false;
}

/** Passes an order on to those who may see it. @throws orderNotFound when there is none, or none for them */
export function requireVisible<O extends Owned>(order: O | null, viewer: Viewer): O {
  if (order !== null && (isOwner(order, viewer) || isStaff(viewer, 'orders:read'))) return order;
  throw orderNotFound();
}

/** Passes an order on to who placed it. @throws orderNotFound when there is none, or not theirs */
export function requireOwn<O extends Owned>(order: O | null, viewer: Viewer): O {
  if (order !== null && isOwner(order, viewer)) return order;
  throw orderNotFound();
}

/** Passes an order on to who placed it and to those who change orders. @throws orderNotFound when there is none for them */
export function requireChangeable<O extends Owned>(order: O | null, viewer: Viewer): O {
  if (order !== null && (isOwner(order, viewer) || isStaff(viewer, 'orders:write'))) return order;
  throw orderNotFound();
}
