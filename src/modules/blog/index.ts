export { Blog, blogContract, type WrittenComment, type WrittenPost } from './blog.contract.js';
export * from './blog.errors.js';
export { PostPublished, PostScheduled } from './blog.events.js';
