/**
 * Who sends a request: an access token, verified with `jose` as strictly as Mainstay does, whose session is still open. A token
 * alone does not tell whether somebody signed out, so the session is read; what was read is believed for three seconds, as
 * in Mainstay.
 */
import { createLocalJWKSet, errors, jwtVerify } from 'jose';
import { LRUCache } from 'lru-cache';
import { rows } from './database.mjs';

const keys = createLocalJWKSet(JSON.parse(process.env.JWKS ?? '{"keys":[]}'));
const sessions = new LRUCache({ max: 10_000, ttl: 3_000 });

class Unauthenticated extends Error {
  statusCode = 401;
}

async function readSession(id) {
  const [found] = await rows(
    `SELECT session.user_id, session.ended_at, session.expires_at, user.status FROM identity_sessions session
     JOIN identity_users user ON user.id = session.user_id WHERE session.id = ?`,
    [id],
  );
  return found;
}

async function sessionOf(id) {
  let session = sessions.get(id);
  if (session === undefined) {
    session = readSession(id);
    sessions.set(id, session);
    session.catch(() => sessions.delete(id));
  }
  return session;
}

async function claimsOf(token) {
  try {
    const { payload } = await jwtVerify(token, keys, {
      algorithms: ['ES256'],
      issuer: 'mainstay',
      audience: 'mainstay-api',
      typ: 'at+jwt',
      requiredClaims: ['sub', 'sid', 'roles', 'iat', 'exp', 'jti'],
    });
    return payload;
  } catch (error) {
    if (error instanceof errors.JOSEError) throw new Unauthenticated('The access token is not valid');
    throw error;
  }
}

/** For `onRequest`: sets `request.user`. */
export async function authenticate(request) {
  const token = /^Bearer +([\w.~+/-]+=*)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (token === undefined) throw new Unauthenticated('Sign in first');
  const { sub, sid, roles } = await claimsOf(token);
  const session = await sessionOf(sid);
  const isOpen =
    session?.user_id === sub &&
    session.ended_at === null &&
    session.expires_at > new Date() &&
    session.status === 'active';
  if (!isOpen) throw new Unauthenticated('The session has ended');
  request.user = { id: sub, roles };
}
