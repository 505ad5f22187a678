export {
  Catalog,
  catalogContract,
  type CatalogLine,
  type QuotedLine,
  type UnavailableSku,
} from './catalog.contract.js';
export * from './catalog.errors.js';
export { VariantsAdded } from './catalog.events.js';
