import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { unavailable } from './errors.js';

/** How many requests of one connection are worked on at a time. Clients that wait for each answer have one. */
export const inFlightLimit = 16;

/** Answers requests that a client sends before it has got the answers to many others on the same connection: 503. */
export function limitPipelining(server: FastifyInstance): void {
  const inFlight = new WeakMap<Socket, number>();
  server.addHook('onRequest', ({ raw: { socket } }, _reply, done) => {
    const count = (inFlight.get(socket) ?? 0) + 1;
    inFlight.set(socket, count);
    if (count <= inFlightLimit) return done();
    done(
      unavailable(`At most ${inFlightLimit} requests at a time on one connection`, {
        headers: { connection: 'close', 'retry-after': '1' },
      }),
    );
  });
  server.addHook('onResponse', ({ raw: { socket } }, _reply, done) => {
    inFlight.set(socket, (inFlight.get(socket) ?? 1) - 1);
    done();
  });
}
