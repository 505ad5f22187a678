import './payments/payments.js';
import './payments/stripe.js';
import './payments/unknown.js';
import './payments/webhooks.js';
