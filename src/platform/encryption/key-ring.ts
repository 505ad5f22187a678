import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

const algorithm = 'aes-256-gcm';
const mark = 'enc1';
const ivBytes = 12;
const tagBytes = 16;

/** A value that no key of this ring opens, or that was changed or moved since it was sealed. */
export class CannotDecrypt extends Error {
  constructor(reason: string) {
    super(`A value in the database cannot be decrypted: ${reason}`);
    this.name = 'CannotDecrypt';
  }
}

interface Key {
  readonly id: string;
  readonly bytes: Buffer;
}

/**
 * Seals text with AES-256-GCM (NIST SP 800-38D) under the newest of some keys, and opens what any of them sealed. Each value
 * is bound to a place, such as `identity_totp.secret:<id>`: copied to another row it does not open.
 */
export class KeyRing {
  private readonly keys: readonly [Key, ...Key[]];

  /** @param keys 32 bytes each, the newest first; at least one */
  constructor(keys: readonly Buffer[]) {
    const [newest, ...older] = keys.map((bytes) => ({ id: idOf(bytes), bytes }));
    if (!newest) throw new Error('There is no encryption key');
    this.keys = [newest, ...older];
  }

  /** @returns ASCII, 4/3 as long as the text in UTF-8 and 56 characters more */
  seal(text: string, place: string): string {
    const [key] = this.keys;
    const iv = randomBytes(ivBytes);
    const cipher = createCipheriv(algorithm, key.bytes, iv).setAAD(Buffer.from(place));
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return `${mark}.${key.id}.${Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url')}`;
  }

  /** @throws CannotDecrypt */
  open(sealed: string, place: string): string {
    const [prefix, id, body] = sealed.split('.');
    if (prefix !== mark || body === undefined) throw new CannotDecrypt('it is not sealed');
    const key = this.keys.find((candidate) => candidate.id === id);
    if (!key) throw new CannotDecrypt(`ENCRYPTION_KEYS lacks the key ${id}`);
    const bytes = Buffer.from(body, 'base64url');
    const iv = bytes.subarray(0, ivBytes);
    const tag = bytes.subarray(ivBytes, ivBytes + tagBytes);
    try {
      const decipher = createDecipheriv(algorithm, key.bytes, iv, { authTagLength: tagBytes })
        .setAAD(Buffer.from(place))
        .setAuthTag(tag);
      return decipher.update(bytes.subarray(ivBytes + tagBytes), undefined, 'utf8') + decipher.final('utf8');
    } catch {
      throw new CannotDecrypt('it was changed, or belongs elsewhere');
    }
  }

  /** Whether this was sealed at all, by whatever key. */
  isSealed(text: string): boolean {
    return text.startsWith(`${mark}.`);
  }

  /** Whether the newest key sealed it: if not, it is to be sealed again. */
  isCurrent(sealed: string): boolean {
    return sealed.startsWith(`${mark}.${this.keys[0].id}.`);
  }
}

/** Names a key without telling it. */
function idOf(bytes: Buffer): string {
  return createHash('sha256').update('mainstay encryption key').update(bytes).digest('hex').slice(0, 8);
}
