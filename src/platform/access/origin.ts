import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ClsService } from 'nestjs-cls';
import { callerOf } from './caller.js';

/** Where a request comes from; all null outside of a request. */
export interface Origin {
  /** The client's IP address; what a proxy says of it counts only where `TRUST_PROXY` names that proxy. */
  readonly address: string | null;
  /** What the client calls itself (`User-Agent`), at most 200 characters without control characters. */
  readonly device: string | null;
  /** Who is signed in. */
  readonly callerId: string | null;
}

/** Where the async context keeps the request. */
export const requestKey = Symbol('request');
const longestDevice = 200;

/** Tells where the request that is being handled comes from, for records of who did what from where. */
@Injectable()
export class RequestOrigin {
  constructor(private readonly cls: ClsService) {}

  current(): Origin {
    const request = this.cls.get<FastifyRequest | undefined>(requestKey);
    if (!request) return { address: null, device: null, callerId: null };
    const device = request.headers['user-agent']
      ?.replaceAll(/\P{ASCII}|\p{Cc}/gu, '')
      .slice(0, longestDevice);
    return { address: request.ip, device: device || null, callerId: callerOf(request)?.userId ?? null };
  }
}
