import { dirname, join } from 'node:path';
import { Global, Module } from '@nestjs/common';
import { Configuration } from '../config/configuration.js';
import { keysInFile } from './key-file.js';
import { KeyRing } from './key-ring.js';
import { Resealing } from './resealing.js';

/** Where the key lies when `ENCRYPTION_KEYS` is not set: beside the embedded database. */
function keyFile(databaseUrl: string): string {
  const folder = databaseUrl.startsWith('sqlite:') ? dirname(databaseUrl.slice('sqlite:'.length)) : 'data';
  return join(folder, 'encryption-keys');
}

/** Encryption at rest, for columns that hold secrets. */
@Global()
@Module({
  providers: [
    Resealing,
    {
      provide: KeyRing,
      inject: [Configuration],
      useFactory: ({ encryptionKeys, database }: Configuration) =>
        new KeyRing(encryptionKeys ?? keysInFile(keyFile(database.url))),
    },
  ],
  exports: [KeyRing, Resealing],
})
export class EncryptionModule {}
