export { type AccountMail, Notifications, notificationsContract } from './notifications.contract.js';
