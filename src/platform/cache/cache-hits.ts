import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { defaultPolicy, type RateLimits } from '../http/rate-limits.js';
import type { Answers, Found } from './answers.js';

/**
 * Answers from memory before anything else looks at the request: who sends no credentials and asks for an address that is
 * known gets the stored bytes. All else goes on to its route. Cached routes have the default quota.
 */
export function answerFromMemory(server: FastifyInstance, answers: Answers, limits: RateLimits): void {
  const answer = async (found: Found, request: FastifyRequest, reply: FastifyReply): Promise<boolean> => {
    const quota = await limits.take(defaultPolicy, request.ip);
    // Its route says that the quota is used up.
    if (quota?.admitted === false) return false;
    if (quota) void reply.headers(quota.headers);
    void reply.headers(headersOf(found)).send(found.answer.body);
    return true;
  };
  server.addHook('onRequest', async (request, reply) => {
    const { method, url = '', headers } = request.raw;
    const found = method === 'GET' && headers.authorization === undefined ? answers.find(url) : undefined;
    if (found && (await answer(found, request, reply))) return reply;
    return undefined;
  });
}

/** The headers of an answer from the cache. */
export function headersOf({ answer, state }: Found): Record<string, string> {
  return { ...answer.headers, 'x-cache': state };
}
