/** What figures depend on: the machine and the versions. */
import { readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { wrkVersion } from '../load/wrk.mjs';
import { canPin, nodeVersion } from '../support/processes.mjs';

const packages = {
  NestJS: '@nestjs/core',
  Fastify: 'fastify',
  TypeORM: 'typeorm',
  mysql2: 'mysql2',
  'better-sqlite3': 'better-sqlite3',
  jose: 'jose',
  '@fastify/static': '@fastify/static',
};

function versionOf(name) {
  const file = new URL(`../../node_modules/${name}/package.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')).version;
}

/** `10.11.19-MariaDB-0+deb12u1` as people say it. */
function serverName(version) {
  const [number] = version.split('-');
  return `${/mariadb/i.test(version) ? 'MariaDB' : 'MySQL'} ${number}`;
}

/** The day in words. */
export const today = () =>
  new Date().toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });

/** The machine in words: `2 × AMD EPYC, 23 GiB`. */
export const machine = () =>
  `${cpus().length} × ${cpus()[0].model.trim()}, ${Math.floor(totalmem() / 2 ** 30)} GiB of memory`;

/** The versions in words. @param serverVersion what the server of the database says */
export function versions(serverVersion) {
  const libraries = Object.entries(packages).map(([title, name]) => `${title} ${versionOf(name)}`);
  return [
    `Node ${nodeVersion().slice(1)}`,
    ...libraries,
    serverName(serverVersion),
    `wrk ${wrkVersion()}`,
  ].join(', ');
}

/** How the cores are shared out, in words. */
export const placement = () =>
  canPin
    ? 'The server has one core for itself, wrk another one, and the database server goes wherever there is room.'
    : 'Nothing is bound to a core here: this machine has but one, or no `taskset`.';
