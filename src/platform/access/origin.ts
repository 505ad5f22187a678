import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ClsService } from 'nestjs-cls';
import { withoutPort } from '../http/client-network.js';
import { callerOf } from './caller.js';

/** Where a request comes from; all null outside of a request. */
export interface Origin {
  /** The client's IP address without a port, at most 45 characters; what a proxy says of it counts only where `TRUST_PROXY` names that proxy. */
  readonly address: string | null;
  /** What the client calls itself (`User-Agent`), at most 200 characters without control characters. */
  readonly device: string | null;
  /** Who is signed in. */
  readonly callerId: string | null;
}

/** Where the async context keeps the request. */
export const requestKey = Symbol('request');
const longestDevice = 200;
/** The longest IP address; a proxy may say what is none. */
const longestAddress = 45;

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
    const address = withoutPort(request.ip).slice(0, longestAddress);
    return { address, device: device || null, callerId: callerOf(request)?.userId ?? null };
  }
}
