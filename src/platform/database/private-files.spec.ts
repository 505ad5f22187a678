import { chmodSync, mkdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { makeTemporaryFolder } from '../../../test/support/temporary-folder.js';
import { closeToOthers, createFile, createFolder } from './private-files.js';

let folder: string;
beforeEach(() => {
  folder = makeTemporaryFolder('private');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = (...names: string[]): string => join(folder, ...names);
const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);

describe('Files for their owner alone', () => {
  it.each([0o000, 0o022, 0o077, 0o277])('are made so under the umask %i', (umask) => {
    const before = process.umask(umask);
    try {
      createFolder(at('a', 'b'));
      createFile(at('a', 'b', 'c'));
    } finally {
      process.umask(before);
    }
    expect([at('a'), at('a', 'b'), at('a', 'b', 'c')].map(modeOf)).toEqual(['700', '700', '600']);
  });

  it('leave alone what is there', () => {
    mkdirSync(at('there'));
    writeFileSync(at('there', 'file'), 'text');
    chmodSync(at('there'), 0o755);
    chmodSync(at('there', 'file'), 0o640);
    createFolder(at('there'));
    createFile(at('there', 'file'));
    expect([at('there'), at('there', 'file')].map(modeOf)).toEqual(['755', '640']);
  });

  it('are made of a folder that was open to others, and not of what links lead to', () => {
    mkdirSync(at('data', 'mail'), { recursive: true });
    mkdirSync(at('elsewhere'));
    for (const name of ['data/a.db', 'data/mail/a.eml', 'elsewhere/b']) writeFileSync(at(name), '');
    for (const name of ['data', 'data/mail', 'elsewhere']) chmodSync(at(name), 0o755);
    for (const name of ['data/a.db', 'data/mail/a.eml', 'elsewhere/b']) chmodSync(at(name), 0o644);
    symlinkSync(at('elsewhere'), at('data', 'link'));
    symlinkSync(at('elsewhere', 'b'), at('data', 'b'));
    closeToOthers(at('data'));
    expect(['data', 'data/mail', 'data/a.db', 'data/mail/a.eml'].map((name) => modeOf(at(name)))).toEqual([
      '700',
      '700',
      '600',
      '600',
    ]);
    expect(['elsewhere', 'elsewhere/b'].map((name) => modeOf(at(name)))).toEqual(['755', '644']);
    closeToOthers(at('absent'));
  });
});
