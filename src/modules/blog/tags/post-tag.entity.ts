import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One tag of one post. */
@Entity('blog_post_tags')
export class PostTag {
  @PrimaryColumn({ type: 'char', length: 36 })
  postId: string;

  @PrimaryColumn({ type: 'char', length: 36 })
  tagId: string;

  /** Its place among the post's tags, from 0. */
  @Column({ type: 'int' })
  position: number;
}
