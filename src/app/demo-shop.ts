import { Injectable } from '@nestjs/common';
import { CatalogModule } from '../modules/catalog/catalog.module.js';
import { CatalogDemo } from '../modules/catalog/demo/catalog-demo.service.js';
import type { Demo, DemoPart } from './demo-data.js';

/** What the people of the demo make and sell. */
@Injectable()
class DemoShop implements DemoPart {
  constructor(private readonly catalog: CatalogDemo) {}

  async isEmpty(): Promise<boolean> {
    return this.catalog.isEmpty();
  }

  async load(): Promise<void> {
    await this.catalog.load();
  }
}

export const demoShop: Demo = { modules: [CatalogModule], part: DemoShop };
