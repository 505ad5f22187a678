import { skuLength, skuPattern } from '../../../kernel/sku.js';
import {
  BooleanField,
  EnumField,
  IdField,
  IntegerField,
  MapField,
  ObjectField,
  SlugField,
  TextField,
  TimestampField,
} from '../../../platform/http/fields.js';
import { MoneyDto } from '../../../platform/http/money.dto.js';
import { pageQuery } from '../../../platform/http/page.js';
import { CategoryReference } from '../categories/categories.dto.js';
import { type Attributes, productLimits, type ProductStatus, productStatuses } from './product.js';

const priceLimit = 100_000_000_000;

/** What can be bought of a product. */
export class VariantView {
  @IdField()
  id: string;

  @TextField({ example: 'BOWL-S' })
  sku: string;

  @TextField({ example: 'Small' })
  title: string;

  @MapField({ max: productLimits.options, example: { size: 'Small' } })
  options: Record<string, string>;

  @ObjectField(() => MoneyDto)
  price: MoneyDto;

  @ObjectField(() => MoneyDto, { optional: true, description: 'what it cost before' })
  compareAtPrice?: MoneyDto;

  @BooleanField({ description: 'follows the stock within a moment' })
  inStock: boolean;
}

/** A product. */
export class ProductView {
  @IdField()
  id: string;

  @TextField({ example: 'breakfast-bowl' })
  slug: string;

  @TextField({ example: 'Breakfast bowl' })
  title: string;

  @TextField({ description: 'plain text or Markdown, as written' })
  description: string;

  @EnumField(productStatuses)
  status: ProductStatus;

  @ObjectField(() => CategoryReference, { list: { max: productLimits.categories } })
  categories: CategoryReference[];

  @MapField({ max: productLimits.attributes, values: 'scalar', example: { glaze: 'Skerry', weight: 420 } })
  attributes: Attributes;

  @TextField({ list: { max: productLimits.images }, description: 'addresses, the most important first' })
  images: string[];

  @ObjectField(() => VariantView, { list: { max: productLimits.variants } })
  variants: VariantView[];

  @BooleanField({ description: 'whether one of its variants is in stock' })
  inStock: boolean;

  @TimestampField()
  createdAt: string;

  @TimestampField()
  updatedAt: string;

  @IntegerField({ min: 1 })
  version: number;
}

export class ProductParameters {
  @IdField()
  id: string;
}

export class ProductSlugParameters {
  @TextField({ min: 1, max: 300, example: 'breakfast-bowl' })
  slug: string;
}

export class ProductsQuery extends pageQuery([
  '-createdAt',
  'createdAt',
  '-updatedAt',
  'updatedAt',
  'price',
  '-price',
  'title',
  '-title',
]) {
  @TextField({
    min: 1,
    max: 200,
    optional: true,
    description:
      'with all these words in title or description, or words that begin so where they have three or more letters; the first six count',
  })
  q?: string;

  @TextField({
    min: 1,
    max: 120,
    optional: true,
    description: 'in this category or one below it, by its id or slug',
  })
  category?: string;

  @IntegerField({
    min: 0,
    max: priceLimit,
    optional: true,
    description: 'at least this for the cheapest variant, in minor units of whatever `currency`',
  })
  minPrice?: number;

  @IntegerField({
    min: 0,
    max: priceLimit,
    optional: true,
    description: 'at most this for the cheapest variant, in minor units of whatever `currency`',
  })
  maxPrice?: number;

  @TextField({ pattern: /^[A-Z]{3}$/, optional: true, description: 'priced in this currency (ISO 4217)' })
  currency?: string;

  @BooleanField({ optional: true, description: 'with a variant in stock, or with none' })
  inStock?: boolean;

  @EnumField(productStatuses, { optional: true, description: 'active by default; merchants see the others' })
  status?: ProductStatus;
}

/** A variant of a product that is changed. It keeps its id as long as it keeps its SKU. */
export class VariantRequest {
  @TextField({ min: 1, max: skuLength, pattern: skuPattern, example: 'BOWL-S' })
  sku: string;

  @TextField({
    min: 1,
    max: productLimits.title,
    pattern: /\S/,
    optional: true,
    description: 'by default made from the options',
  })
  title?: string;

  @MapField({ max: productLimits.options, optional: true, example: { size: 'Small' } })
  options?: Record<string, string>;

  @ObjectField(() => MoneyDto)
  price: MoneyDto;

  @ObjectField(() => MoneyDto, {
    optional: true,
    nullable: true,
    description: 'what it cost before; above the price',
  })
  compareAtPrice?: MoneyDto | null;
}

/** A variant of a new product. */
export class NewVariantRequest extends VariantRequest {
  @IntegerField({ min: 0, max: 1_000_000, optional: true, description: 'its first stock; none by default' })
  onHand?: number;
}

class ProductTexts {
  @TextField({ min: 1, max: productLimits.title, pattern: /\S/, example: 'Breakfast bowl' })
  title: string;

  @TextField({ max: productLimits.description, multiline: true, optional: true })
  description?: string;

  @SlugField({ optional: true, description: 'by default made from the title' })
  slug?: string;

  @EnumField(productStatuses, { optional: true, description: '`draft` by default' })
  status?: ProductStatus;

  @TextField({
    min: 1,
    max: 120,
    list: { max: productLimits.categories, unique: true },
    optional: true,
    description: 'ids or slugs',
    example: ['bowls'],
  })
  categories?: string[];

  @MapField({
    max: productLimits.attributes,
    values: 'scalar',
    optional: true,
    example: { glaze: 'Skerry', weight: 420 },
  })
  attributes?: Attributes;

  @TextField({
    max: productLimits.image,
    pattern: /^https?:\/\/[^\s"<>\\]+$/,
    list: { max: productLimits.images, unique: true },
    optional: true,
    description: 'addresses (http or https)',
    example: ['https://images.example.com/bowl.jpg'],
  })
  images?: string[];
}

/** A new product with its variants, and their first stock. */
export class CreateProductRequest extends ProductTexts {
  @ObjectField(() => NewVariantRequest, { list: { min: 1, max: productLimits.variants } })
  variants: NewVariantRequest[];
}

/** A whole product: what is left out has its default. */
export class ReplaceProductRequest extends ProductTexts {
  @ObjectField(() => VariantRequest, { list: { min: 1, max: productLimits.variants } })
  variants: VariantRequest[];
}

/** Parts of a product: what is left out stays. */
export class UpdateProductRequest {
  @TextField({ min: 1, max: productLimits.title, pattern: /\S/, optional: true })
  title?: string;

  @TextField({ max: productLimits.description, multiline: true, optional: true })
  description?: string;

  @SlugField({ optional: true, description: 'the old one leads here from then on' })
  slug?: string;

  @EnumField(productStatuses, { optional: true })
  status?: ProductStatus;

  @TextField({ min: 1, max: 120, list: { max: productLimits.categories, unique: true }, optional: true })
  categories?: string[];

  @MapField({ max: productLimits.attributes, values: 'scalar', optional: true, description: 'replaces all' })
  attributes?: Attributes;

  @TextField({
    max: productLimits.image,
    pattern: /^https?:\/\/[^\s"<>\\]+$/,
    list: { max: productLimits.images, unique: true },
    optional: true,
  })
  images?: string[];

  @ObjectField(() => VariantRequest, {
    list: { min: 1, max: productLimits.variants },
    optional: true,
    description: 'all of them: one that is not named is removed',
  })
  variants?: VariantRequest[];
}
