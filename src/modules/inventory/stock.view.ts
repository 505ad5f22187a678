import type { Movement } from './movement.entity.js';
import type { MovementView, StockLevelView } from './stock.dto.js';
import type { Stock } from './stock.entity.js';
import { availableOf } from './stock.js';

/** A level as clients see it. */
export function viewLevel(stock: Stock): StockLevelView {
  const { sku, onHand, held, version } = stock;
  return { sku, onHand, held, available: availableOf(stock), version };
}

/** A movement as clients see it. */
export function viewMovement(movement: Movement): MovementView {
  const { id, sku, kind, deltaOnHand, deltaHeld, reference, reason, actor, createdAt } = movement;
  return {
    id,
    sku,
    kind,
    deltaOnHand,
    deltaHeld,
    reference,
    reason,
    actor,
    createdAt: createdAt.toISOString(),
  };
}
