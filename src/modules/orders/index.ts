export { Orders, ordersContract, type OrderSummary } from './orders.contract.js';
export * from './orders.errors.js';
export { OrderCancelled, OrderConfirmed, OrderExpired, OrderFulfilled } from './orders.events.js';
