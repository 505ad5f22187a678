import { Entity, PrimaryColumn } from 'typeorm';

/** One category lies below another at any depth; each also lies below itself. Follows from the parents. */
@Entity('catalog_category_ancestors')
export class CategoryAncestor {
  @PrimaryColumn({ type: 'char', length: 36 })
  ancestorId: string;

  @PrimaryColumn({ type: 'char', length: 36 })
  categoryId: string;
}
