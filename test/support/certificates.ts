import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Whether this machine can make certificates. */
export const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

/** Two PEM files. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

const openssl = (...words: string[]): unknown => execFileSync('openssl', words, { stdio: 'ignore' });
const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
const days = ['-days', '2'];

/** Makes a certificate that signed itself: one for a server, or with no alternative names an authority of its own. */
export function selfSigned(folder: string, name: string, alternativeNames?: string): Certificate {
  const files = filesFor(folder, name);
  const names = alternativeNames === undefined ? [] : ['-addext', `subjectAltName=${alternativeNames}`];
  const output = ['-keyout', files.key, '-out', files.cert];
  openssl('req', '-x509', ...newKey, ...days, ...output, '-subj', `/CN=${name}`, ...names);
  return files;
}

/** Makes a certificate for a server of this name, signed by an authority. */
export function signedBy(authority: Certificate, folder: string, name: string): Certificate {
  const files = filesFor(folder, name);
  const [request, extensions] = [join(folder, `${name}.csr`), join(folder, `${name}.ext`)];
  writeFileSync(extensions, `subjectAltName=DNS:${name}\n`);
  openssl('req', '-new', ...newKey, '-keyout', files.key, '-out', request, '-subj', `/CN=${name}`);
  const signature = ['-CA', authority.cert, '-CAkey', authority.key, '-CAcreateserial'];
  openssl('x509', '-req', '-in', request, '-out', files.cert, ...days, ...signature, '-extfile', extensions);
  return files;
}

const filesFor = (folder: string, name: string): Certificate => ({
  cert: join(folder, `${name}.pem`),
  key: join(folder, `${name}.key`),
});
