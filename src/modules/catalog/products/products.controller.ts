import { Body, Controller, Delete, Get, Param, Patch, Post, Put, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { forbidden, unauthenticated } from '../../../platform/access/access.errors.js';
import { Public } from '../../../platform/access/access.guard.js';
import { type Caller, CurrentCaller } from '../../../platform/access/caller.js';
import { RequirePermission } from '../../../platform/access/permission.guard.js';
import { invalidCursor } from '../../../platform/database/keyset.js';
import { BodyLimit, kibibytes } from '../../../platform/http/body-limit.js';
import { Operation } from '../../../platform/http/operation.js';
import { type Page, pageOf } from '../../../platform/http/page.js';
import { CachedProduct, CachedProducts } from '../catalog.cache.js';
import { productNotFound, productSlugTaken, skuTaken } from '../catalog.errors.js';
import { ProductReader } from './product-reader.service.js';
import {
  CreateProductRequest,
  ProductParameters,
  ProductSlugParameters,
  ProductsQuery,
  ProductView,
  ReplaceProductRequest,
  UpdateProductRequest,
} from './products.dto.js';
import { ProductsService } from './products.service.js';
import { type ExpectedVersions, IfMatch } from '../../../platform/http/preconditions.js';
import { InTurns, listTurns } from '../../../platform/http/turns.interceptor.js';

@ApiTags('Products')
@Controller({ path: 'products', version: '1' })
export class ProductsController {
  constructor(
    private readonly reader: ProductReader,
    private readonly products: ProductsService,
  ) {}

  @Get()
  @InTurns(listTurns)
  @Public()
  @CachedProducts
  @Operation({
    summary: 'List products',
    description: 'Active ones; with `status` merchants see the others.',
    returns: pageOf(ProductView),
    problems: [invalidCursor, unauthenticated, forbidden],
  })
  async list(
    @Query() query: ProductsQuery,
    @CurrentCaller() caller: Caller | undefined,
  ): Promise<Page<ProductView>> {
    return this.reader.page(query, caller);
  }

  @Post()
  @BodyLimit(kibibytes(512))
  @RequirePermission('catalog:write')
  @Operation({
    summary: 'Add a product',
    description:
      'With its variants, and with `onHand` also their first stock. It is a draft unless it says else.',
    status: 201,
    returns: ProductView,
    problems: [productSlugTaken, skuTaken],
  })
  async create(@Body() request: CreateProductRequest): Promise<ProductView> {
    return this.products.create(request);
  }

  @Get('by-slug/:slug')
  @Public()
  @CachedProduct
  @Operation({
    summary: 'Read a product by its slug',
    returns: ProductView,
    others: { 308: 'The product has another slug by now: `Location` leads to it' },
    problems: [productNotFound],
  })
  async readBySlug(
    @Param() { slug }: ProductSlugParameters,
    @CurrentCaller() caller: Caller | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ProductView | undefined> {
    const found = await this.reader.getBySlug(slug, caller);
    if ('product' in found) return found.product;
    // A product may get an old slug back: a browser that remembers this answer would then turn in circles.
    void reply.status(308).headers({
      location: `/api/v1/products/by-slug/${encodeURIComponent(found.movedTo)}`,
      'cache-control': 'no-cache',
    });
    return undefined;
  }

  @Get(':id')
  @Public()
  @CachedProduct
  @Operation({ summary: 'Read a product', returns: ProductView, problems: [productNotFound] })
  async read(
    @Param() { id }: ProductParameters,
    @CurrentCaller() caller: Caller | undefined,
  ): Promise<ProductView> {
    return this.reader.get(id, caller);
  }

  @Put(':id')
  @BodyLimit(kibibytes(512))
  @RequirePermission('catalog:write')
  @Operation({
    summary: 'Replace a product',
    description:
      'What is left out has its default. A variant stays the same as long as its SKU does; one that is not named is removed.',
    returns: ProductView,
    problems: [productNotFound, productSlugTaken, skuTaken],
  })
  async replace(
    @Param() { id }: ProductParameters,
    @Body() request: ReplaceProductRequest,
    @IfMatch() expected: ExpectedVersions,
  ): Promise<ProductView> {
    return this.products.replace(id, request, expected);
  }

  @Patch(':id')
  @BodyLimit(kibibytes(512))
  @RequirePermission('catalog:write')
  @Operation({
    summary: 'Change parts of a product',
    returns: ProductView,
    problems: [productNotFound, productSlugTaken, skuTaken],
  })
  async update(
    @Param() { id }: ProductParameters,
    @Body() request: UpdateProductRequest,
    @IfMatch() expected: ExpectedVersions,
  ): Promise<ProductView> {
    return this.products.update(id, request, expected);
  }

  @Delete(':id')
  @RequirePermission('catalog:write')
  @Operation({
    summary: 'Delete a product',
    description: 'With its variants; stock and orders keep what they know of it. To keep it, archive it.',
    problems: [productNotFound],
  })
  async delete(@Param() { id }: ProductParameters, @IfMatch() expected: ExpectedVersions): Promise<void> {
    await this.products.delete(id, expected);
  }
}
