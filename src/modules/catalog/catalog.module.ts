import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { HttpModule } from '../../platform/http/http.module.js';
import { CatalogService } from './catalog.service.js';
import { CategoriesController } from './categories/categories.controller.js';
import { CategoriesRepository } from './categories/categories.repository.js';
import { CategoriesService } from './categories/categories.service.js';
import { Category } from './categories/category.entity.js';
import { CategoryAncestor } from './categories/category-ancestor.entity.js';
import { CatalogDemo } from './demo/catalog-demo.service.js';
import { Product } from './products/product.entity.js';
import { ProductCategoriesRepository } from './products/product-categories.repository.js';
import { ProductCategory } from './products/product-category.entity.js';
import { ProductReader } from './products/product-reader.service.js';
import { ProductSlug } from './products/product-slug.entity.js';
import { ProductSlugsRepository } from './products/product-slugs.repository.js';
import { ProductsController } from './products/products.controller.js';
import { ProductsRepository } from './products/products.repository.js';
import { ProductsService } from './products/products.service.js';
import { ProductWriter } from './products/product-writer.service.js';
import { Variant } from './products/variant.entity.js';
import { VariantsRepository } from './products/variants.repository.js';
import { Availability } from './stock/availability.service.js';
import { FirstStock } from './stock/first-stock.service.js';

/** Products, their variants and categories. */
@Module({
  imports: [
    HttpModule,
    TypeOrmModule.forFeature([Category, CategoryAncestor, Product, ProductCategory, ProductSlug, Variant]),
  ],
  controllers: [ProductsController, CategoriesController],
  providers: [
    Availability,
    CatalogDemo,
    CatalogService,
    CategoriesRepository,
    CategoriesService,
    FirstStock,
    ProductCategoriesRepository,
    ProductReader,
    ProductSlugsRepository,
    ProductsRepository,
    ProductsService,
    ProductWriter,
    VariantsRepository,
  ],
  exports: [CatalogDemo, CatalogService],
})
export class CatalogModule {}
