/** A small source tree: path to content. */
export type SourceTree = Record<string, string>;

const plainService = { 'src/modules/shop/shop.service.ts': 'export class ShopService {}' };
const plainEntity = { 'src/modules/shop/shop.entity.ts': 'export class ShopRow {}' };
const usesNest = "import { Injectable } from '@nestjs/common';\nexport const decorator = Injectable;";
const usesTypeorm = "import { DataSource } from 'typeorm';\nexport const source = DataSource;";

/** For each import rule, trees that each break this rule and no other one. */
export const canaries: Record<string, SourceTree[]> = {
  'kernel-imports-nothing-of-ours': [
    {
      'src/kernel/money.ts':
        "import { cache } from '../platform/cache/cache.js';\nexport const money = cache;",
      'src/platform/cache/cache.ts': 'export const cache = 1;',
    },
    { 'src/kernel/money.ts': usesNest },
  ],
  'platform-knows-no-business': [
    {
      'src/platform/http/greeting.ts':
        "import { greet } from '../../modules/shop/greet.js';\nexport const greeting = greet;",
      'src/modules/shop/greet.ts': 'export const greet = 1;',
    },
  ],
  'modules-do-not-know-the-composition': [
    {
      'src/modules/shop/shop.module.ts':
        "import { settings } from '../../app/settings.js';\nexport const shop = settings;",
      'src/app/settings.ts': 'export const settings = 1;',
    },
  ],
  'app-does-not-know-the-entry-points': [
    {
      'src/app/start.ts': "import { port } from '../main.js';\nexport const start = port;",
      'src/main.ts': 'export const port = 1;',
    },
  ],
  'entry-points-know-no-modules': [
    {
      'src/cli.ts':
        "import { ShopService } from './modules/shop/shop.service.js';\nexport const shop = ShopService;",
      ...plainService,
    },
  ],
  'modules-meet-at-the-door': [
    {
      'src/modules/blog/blog.service.ts':
        "import { ShopService } from '../shop/shop.service.js';\nexport const shop = ShopService;",
      ...plainService,
    },
  ],
  'own-files-not-through-the-door': [
    {
      'src/modules/shop/shop.service.ts':
        "import { Shop } from './index.js';\nexport class ShopService extends Shop {}",
      'src/modules/shop/index.ts': "export { Shop } from './shop.contract.js';",
      'src/modules/shop/shop.contract.ts': 'export abstract class Shop {}',
    },
  ],
  'door-shows-contract-events-errors': [
    {
      'src/modules/shop/index.ts': "export { ShopService } from './shop.service.js';",
      ...plainService,
    },
  ],
  'door-files-are-plain': [
    {
      'src/modules/shop/shop.contract.ts':
        "import type { ShopRow } from './shop.entity.js';\nexport abstract class Shop { abstract row(): ShopRow; }",
      ...plainEntity,
    },
    { 'src/modules/shop/shop.events.ts': usesTypeorm },
    { 'src/modules/shop/shop.errors.ts': usesNest },
  ],
  'controller-knows-service-and-dto': [
    {
      'src/modules/shop/shop.controller.ts':
        "import { ShopRepository } from './shop.repository.js';\nexport const shop = ShopRepository;",
      'src/modules/shop/shop.repository.ts': 'export class ShopRepository {}',
    },
    { 'src/modules/shop/shop.controller.ts': usesTypeorm },
  ],
  'service-knows-no-http-and-no-sql': [{ 'src/modules/shop/shop.service.ts': usesTypeorm }],
  'repository-knows-entities': [
    {
      'src/modules/shop/shop.repository.ts':
        "import { ShopService } from './shop.service.js';\nexport const shop = ShopService;",
      ...plainService,
    },
  ],
  'entity-maps-a-table': [
    {
      'src/modules/shop/shop.entity.ts':
        "import { ShopService } from './shop.service.js';\nexport const shop = ShopService;",
      ...plainService,
    },
  ],
  'dto-is-a-shape': [
    {
      'src/modules/shop/shop.dto.ts':
        "import { ShopRow } from './shop.entity.js';\nexport const shop = ShopRow;",
      ...plainEntity,
    },
    { 'src/modules/shop/shop.dto.ts': usesTypeorm },
  ],
  'view-maps-to-a-response': [
    {
      'src/modules/shop/shop.view.ts':
        "import { ShopService } from './shop.service.js';\nexport const shop = ShopService;",
      ...plainService,
    },
  ],
  'pure-rules-are-pure': [
    {
      'src/modules/shop/discount.ts':
        "import { clock } from '../../platform/clock.js';\nexport const discount = clock;",
      'src/platform/clock.ts': 'export const clock = 1;',
    },
    { 'src/modules/shop/discount.ts': usesNest },
  ],
  'typeorm-only-where-tables-are': [{ 'src/app/queries.ts': usesTypeorm }],
  'migrations-know-the-database-only': [
    {
      'migrations/1-shop-rename.ts':
        "import { ShopRow } from '../src/modules/shop/shop.entity.js';\nexport const row = ShopRow;",
      ...plainEntity,
    },
  ],
  'no-tests-in-production-code': [
    {
      'src/platform/seed.ts':
        "import { builder } from '../../test/support/builder.js';\nexport const seed = builder;",
      'test/support/builder.ts': 'export const builder = 1;',
    },
  ],
  'no-development-packages-in-production-code': [
    {
      'src/platform/random.ts': "import fc from 'fast-check';\nexport const random = fc;",
    },
  ],
  'payment-providers-on-demand': [
    {
      'src/modules/shop/shop.module.ts':
        "import { StripeProvider } from './stripe.provider.js';\nexport const provider = StripeProvider;",
      'src/modules/shop/stripe.provider.ts': 'export class StripeProvider {}',
    },
    {
      'src/modules/shop/shop.module.ts': "import { Stripe } from 'stripe';\nexport const provider = Stripe;",
    },
  ],
  'no-cycles': [
    {
      'src/platform/hen.ts': "import { egg } from './egg.js';\nexport const hen = () => egg;",
      'src/platform/egg.ts': "import { hen } from './hen.js';\nexport const egg = () => hen;",
    },
  ],
  'no-unresolved-imports': [
    {
      'src/platform/lost.ts': "import { found } from './nowhere.js';\nexport const lost = found;",
    },
  ],
  'no-orphans': [{ 'src/platform/left-over.ts': 'export const leftOver = 1;' }],
};
