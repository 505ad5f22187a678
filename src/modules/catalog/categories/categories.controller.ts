import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Public } from '../../../platform/access/access.guard.js';
import { RequirePermission } from '../../../platform/access/permission.guard.js';
import { invalidCursor } from '../../../platform/database/keyset.js';
import { Operation } from '../../../platform/http/operation.js';
import { type Page, pageOf } from '../../../platform/http/page.js';
import { CachedCategories } from '../catalog.cache.js';
import {
  categoryCycle,
  categoryNotEmpty,
  categoryNotFound,
  categorySlugTaken,
  categoryTooDeep,
} from '../catalog.errors.js';
import {
  CategoriesQuery,
  CategoryParameters,
  CategoryView,
  UpdateCategoryRequest,
  WriteCategoryRequest,
} from './categories.dto.js';
import { CategoriesService } from './categories.service.js';
import { type ExpectedVersions, IfMatch } from '../../../platform/http/preconditions.js';

@ApiTags('Categories')
@Controller({ path: 'categories', version: '1' })
export class CategoriesController {
  constructor(private readonly categories: CategoriesService) {}

  @Get()
  @Public()
  @CachedCategories
  @Operation({
    summary: 'List categories',
    description: 'All of them; `parentId` makes a tree of the list.',
    returns: pageOf(CategoryView),
    problems: [invalidCursor],
  })
  async list(@Query() query: CategoriesQuery): Promise<Page<CategoryView>> {
    return this.categories.page(query);
  }

  @Post()
  @RequirePermission('catalog:write')
  @Operation({
    summary: 'Add a category',
    status: 201,
    returns: CategoryView,
    problems: [categorySlugTaken, categoryTooDeep],
  })
  async create(@Body() request: WriteCategoryRequest): Promise<CategoryView> {
    return this.categories.create(request);
  }

  @Get(':id')
  @Public()
  @CachedCategories
  @Operation({ summary: 'Read a category', returns: CategoryView, problems: [categoryNotFound] })
  async read(@Param() { id }: CategoryParameters): Promise<CategoryView> {
    return this.categories.get(id);
  }

  @Patch(':id')
  @RequirePermission('catalog:write')
  @Operation({
    summary: 'Change parts of a category',
    description: 'With another parent it moves there, with all that lies below it.',
    returns: CategoryView,
    problems: [categoryNotFound, categorySlugTaken, categoryCycle, categoryTooDeep],
  })
  async update(
    @Param() { id }: CategoryParameters,
    @Body() request: UpdateCategoryRequest,
    @IfMatch() expected: ExpectedVersions,
  ): Promise<CategoryView> {
    return this.categories.update(id, request, expected);
  }

  @Delete(':id')
  @RequirePermission('catalog:write')
  @Operation({
    summary: 'Delete a category',
    description: 'One without others below it. Its products stay, without it.',
    problems: [categoryNotFound, categoryNotEmpty],
  })
  async delete(@Param() { id }: CategoryParameters, @IfMatch() expected: ExpectedVersions): Promise<void> {
    await this.categories.delete(id, expected);
  }
}
