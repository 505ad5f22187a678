import type { DemoPost } from './demo-post.js';
import { kitchenPosts } from './kitchen-posts.js';
import { linenPosts } from './linen-posts.js';
import { shopPosts } from './shop-posts.js';
import { stonewarePosts } from './stoneware-posts.js';

/** The journal of Linden & Kiln, a small workshop: posts, tags and comments of one year. */
export const demoPosts: readonly DemoPost[] = [
  ...shopPosts,
  ...linenPosts,
  ...stonewarePosts,
  ...kitchenPosts,
].toSorted((a, b) => b.written - a.written);
