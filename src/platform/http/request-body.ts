import { isUtf8 } from 'node:buffer';
import { Readable, type Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { parse } from 'secure-json-parse';
import { kibibytes } from './body-limit.js';
import { malformedRequest, unsupportedMediaType, validationFailed } from './errors.js';
import { findExcess, type JsonExcess } from './json-bounds.js';
import { keepRawBody } from './raw-body.js';

/** How bodies come, packed or not, and what is made of them: JSON in UTF-8, and merge patches (RFC 7396) on PATCH. */
export function readBodies(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, readJson);
  server.addContentTypeParser('application/merge-patch+json', { parseAs: 'buffer' }, readMergePatch);
  server.addHook('onRequest', (request, _reply, done) => {
    // Some clients name a type for the body that they do not send.
    if (!hasBody(request)) delete request.headers['content-type'];
    done();
  });
  server.addHook('preParsing', (request, _reply, payload, done) => {
    const encoding = request.headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
    const unpacker = unpackers.get(encoding);
    if (unpacker) done(null, unpack(payload, unpacker()));
    else if (encoding === 'identity') done(null, payload);
    else done(unsupportedMediaType(`The encoding of the body must be ${[...unpackers.keys()].join(', ')}`));
  });
}

/** Whether a request says that a body follows. */
export function hasBody({ headers }: FastifyRequest): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

const unpackers = new Map([
  ['gzip', createGunzip],
  ['x-gzip', createGunzip],
  ['deflate', createInflate],
  ['br', createBrotliDecompress],
]);

/** Unpacks a body (RFC 9110, section 8.4) as it is read: what is larger than its route allows is not unpacked to its end. */
function unpack(packed: Readable, unpacker: Transform): Readable {
  const unpacked = packed.pipe(unpacker);
  async function* chunks(): AsyncGenerator<Buffer> {
    try {
      for await (const chunk of unpacked) yield chunk as Buffer;
    } catch (error) {
      throw malformedRequest('The body is not packed as Content-Encoding says', { cause: error });
    }
  }
  // Whoever reads hears of it; where nobody does, as on a route that is not there, it does not matter.
  unpacked.on('error', () => packed.unpipe(unpacked));
  const body = Object.assign(Readable.from(chunks(), { objectMode: false }), { receivedEncodedLength: 0 });
  // Fastify compares it with Content-Length.
  packed.on('data', (chunk: Buffer) => (body.receivedEncodedLength += chunk.length));
  return body;
}

type Done = (error: Error | null, value?: unknown) => void;

function readMergePatch(request: FastifyRequest, body: Buffer, done: Done): void {
  if (request.method === 'PATCH') readJson(request, body, done);
  else done(unsupportedMediaType('Only PATCH takes application/merge-patch+json'));
}

/** JSON in UTF-8, within bounds, and nothing that could reach an object's prototype. */
function readJson(request: FastifyRequest, body: Buffer, done: Done): void {
  // What is made of the bytes is for the route to say: nobody has signed them yet.
  if (keepRawBody(request, body) || body.length === 0) return done(null, undefined);
  if (!isUtf8(body)) return done(malformedRequest('The body is not valid UTF-8'));
  const excess = findExcess(body);
  if (excess) return done(tooComplex(excess));
  if (body.length <= largeBody) parseJson(body, done);
  else inTurn(() => parseJson(body, done));
}

/** Bodies above this many bytes are parsed one in each turn of the event loop: many at once let others through. */
const largeBody = kibibytes(64);
const waiting: (() => void)[] = [];

function inTurn(work: () => void): void {
  waiting.push(work);
  if (waiting.length === 1) setImmediate(takeTurn);
}

function takeTurn(): void {
  if (waiting.length > 1) setImmediate(takeTurn);
  waiting.shift()?.();
}

function parseJson(body: Buffer, done: Done): void {
  let value: unknown;
  try {
    value = parse(body.toString('utf8'), undefined, { protoAction: 'error', constructorAction: 'error' });
  } catch {
    return done(malformedRequest('The body is not valid JSON, or names a forbidden key such as __proto__'));
  }
  done(null, value);
}

function tooComplex({ field, reason }: JsonExcess): Error {
  return validationFailed(reason, { fields: [{ field, code: 'too_complex', message: reason }] });
}
