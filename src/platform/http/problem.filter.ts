import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { problemType, toDomainError, toProblem } from './problem.js';

/** The one place where an error becomes an answer: a problem document, and a log line when the fault is ours. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger(ProblemFilter.name);

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(thrown, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  /** Answers outside Nest too: Fastify's own errors arrive here before a route is found. */
  answer(thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const error = toDomainError(thrown);
    if (error.definition.status >= 500) this.logger.error(error.cause ?? error);
    if (reply.sent) return;
    const path = request.url.split('?', 1)[0] ?? '/';
    void reply
      .status(error.definition.status)
      .headers({ 'cache-control': 'no-store', ...error.headers })
      .type(problemType)
      .send(JSON.stringify(toProblem(error, { path, requestId: request.id })));
  }
}
