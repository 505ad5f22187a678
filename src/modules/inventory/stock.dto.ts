import { skuLength, skuPattern } from '../../kernel/sku.js';
import { EnumField, IdField, IntegerField, TextField, TimestampField } from '../../platform/http/fields.js';
import { pageQuery } from '../../platform/http/page.js';
import { adjustmentLimit, type MovementKind, movementKinds, reasonLength } from './stock.js';

/** How much there is of a SKU. */
export class StockLevelView {
  @TextField({ example: 'BOWL-S' })
  sku: string;

  @IntegerField({ min: 0, description: 'units in the warehouse, those that orders hold included' })
  onHand: number;

  @IntegerField({ min: 0, description: 'units that orders hold' })
  held: number;

  @IntegerField({ min: 0, description: '`onHand` less `held`: what can still be sold' })
  available: number;

  @IntegerField({ min: 1, description: 'grows with every change' })
  version: number;
}

/** One change of a SKU's stock. */
export class MovementView {
  @IdField()
  id: string;

  @TextField({ example: 'BOWL-S' })
  sku: string;

  @EnumField(movementKinds)
  kind: MovementKind;

  @IntegerField({ description: 'added to what is on hand' })
  deltaOnHand: number;

  @IntegerField({ description: 'added to what is held' })
  deltaHeld: number;

  @TextField({ nullable: true, description: 'what caused it, such as the id of an order' })
  reference: string | null;

  @TextField({ nullable: true })
  reason: string | null;

  @IdField({ nullable: true, description: 'the user who did it; null where the system did' })
  actor: string | null;

  @TimestampField()
  createdAt: string;
}

export class StockParameters {
  @TextField({ min: 1, max: skuLength, pattern: skuPattern, example: 'BOWL-S' })
  sku: string;
}

export class MovementsQuery extends pageQuery(['-createdAt', 'createdAt']) {}

export class AdjustmentRequest {
  @IntegerField({
    min: -adjustmentLimit,
    max: adjustmentLimit,
    example: -2,
    description: 'added to what is on hand; not 0',
  })
  delta: number;

  @TextField({ min: 1, max: reasonLength, pattern: /\S/, example: 'Two were chipped' })
  reason: string;
}
