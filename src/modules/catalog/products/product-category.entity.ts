import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A product lies in a category. */
@Entity('catalog_product_categories')
export class ProductCategory {
  @PrimaryColumn({ type: 'char', length: 36 })
  productId: string;

  @PrimaryColumn({ type: 'char', length: 36 })
  categoryId: string;

  /** Counts the categories of a product from 0. */
  @Column({ type: 'int' })
  position: number;
}
