import { readFileSync, rmSync } from 'node:fs';
import { request } from 'node:https';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Certificate, hasOpenssl, selfSigned } from '../support/certificates.js';
import { type ServerProcess, startServer } from '../support/server-process.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

if (!hasOpenssl)
  process.stderr.write(
    'SKIPPED: HTTPS is tried with a certificate that openssl makes; there is no openssl.\n',
  );

(hasOpenssl ? describe : describe.skip)('a server with a certificate', () => {
  let folder: string;
  let certificate: Certificate;
  let server: ServerProcess | undefined;

  beforeAll(() => {
    folder = makeTemporaryFolder('tls');
    certificate = selfSigned(folder, 'localhost', 'DNS:localhost,IP:127.0.0.1');
    server = startServer(folder, { TLS_CERT_FILE: certificate.cert, TLS_KEY_FILE: certificate.key });
  });
  afterAll(async () => {
    server?.kill('SIGKILL');
    await server?.ended;
    rmSync(folder, { recursive: true });
  });

  it('speaks HTTPS and nothing else', async () => {
    const url = String(await server?.url);
    expect(url).toMatch(/^https:/);
    const status = await new Promise((resolve, reject) => {
      request(`${url}/livez`, { ca: readFileSync(certificate.cert) }, ({ statusCode }) => resolve(statusCode))
        .on('error', reject)
        .end();
    });
    expect(status).toBe(200);
    await expect(fetch(url.replace('https:', 'http:'))).rejects.toThrow('fetch failed');
  });
});
