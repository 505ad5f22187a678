export {
  Inventory,
  inventoryContract,
  type FailingLine,
  type OrderHold,
  type StockLevel,
  type StockLine,
  type UnpaidBounds,
} from './inventory.contract.js';
export * from './inventory.errors.js';
export { HoldExpired, HoldExpires, StockChanged } from './inventory.events.js';
