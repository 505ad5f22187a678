import { StripeServer } from './stripe-server.js';

/** Stands in for Stripe in a process of its own, whose books outlive the application; `GET /books` shows them. */
const url = await new StripeServer().listen(Number(process.argv[2] ?? 0));
process.stdout.write(`stripe at ${url}\n`);
