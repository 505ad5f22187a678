import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ServerProcess, startServer } from '../support/server-process.js';

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
if (!hasOpenssl)
  console.warn('SKIPPED: HTTPS is tried with a certificate that openssl makes, and there is no openssl.');

const folder = mkdtempSync(join(tmpdir(), 'mainstay-tls-'));
const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
let server: ServerProcess | undefined;
beforeAll(() => {
  if (!hasOpenssl) return;
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
  const made = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
  execFileSync('openssl', ['req', '-x509', ...made, '-keyout', key, '-out', cert, ...subject], {
    stdio: 'ignore',
  });
  server = startServer(folder, { TLS_CERT_FILE: cert, TLS_KEY_FILE: key });
});
afterAll(async () => {
  server?.kill('SIGKILL');
  await server?.ended;
  rmSync(folder, { recursive: true });
});

(hasOpenssl ? describe : describe.skip)('a server with a certificate', () => {
  it('speaks HTTPS and nothing else', async () => {
    const url = String(await server?.url);
    expect(url).toMatch(/^https:/);
    const status = await new Promise((resolve, reject) => {
      request(`${url}/livez`, { ca: readFileSync(cert) }, ({ statusCode }) => resolve(statusCode))
        .on('error', reject)
        .end();
    });
    expect(status).toBe(200);
    await expect(fetch(url.replace('https:', 'http:'))).rejects.toThrow('fetch failed');
  });
});
