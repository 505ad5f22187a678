export * from './blog.errors.js';
export { PostPublished, PostScheduled } from './blog.events.js';
