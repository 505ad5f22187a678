/**
 * What is measured, and beside what. `target` is the ratio of Mainstay's requests per second to those of the program by hand
 * that is to be reached; the programs are in bench/by-hand/.
 */
import { beside304, besideBytes, besideFile, besideShop } from './rivals.mjs';
import { signIn } from './world.mjs';

const listOfProducts = () => ['/api/v1/products?limit=20'];
const anyProduct = (world) => world.products.map((id) => `/api/v1/products/${id}`);

export const scenarios = [
  {
    title: 'list of 20 products, cached',
    against: 'Fastify sending the same bytes from a string',
    target: 0.8,
    cached: true,
    paths: listOfProducts,
    rival: besideBytes,
  },
  {
    title: 'one product, cached',
    against: 'Fastify sending the same bytes from a string',
    target: 0.8,
    cached: true,
    paths: anyProduct,
    rival: besideBytes,
  },
  {
    title: 'list of 20 products, cold',
    against: 'Fastify and mysql2 `execute`, the same columns',
    target: 0.75,
    paths: listOfProducts,
    rival: besideShop,
  },
  {
    title: 'one post by slug, cold',
    against: 'Fastify and mysql2 `execute`, the same columns in two queries',
    target: 0.75,
    paths: (world) => world.posts.map((slug) => `/api/v1/posts/by-slug/${slug}`),
    rival: besideShop,
  },
  {
    title: 'list of posts with comments and authors, cold',
    against: 'the same in three queries',
    target: 0.7,
    paths: () => ['/api/v1/posts?include=comments&limit=20'],
    rival: besideShop,
  },
  {
    title: 'signed-in request',
    against: 'the same, with `jose` and the session believed for 3 s',
    target: 0.7,
    paths: () => ['/api/v1/orders?limit=20'],
    headers: signIn,
    rival: besideShop,
  },
  {
    title: 'embedded SQLite, list of 20, cold',
    against: 'Fastify and better-sqlite3',
    target: 0.6,
    embedded: true,
    paths: listOfProducts,
    rival: besideFile,
  },
  {
    title: '304 by `If-None-Match`',
    against: '@fastify/static',
    target: 0.7,
    cached: true,
    status: 304,
    paths: (world) => anyProduct(world).slice(0, 1),
    rival: beside304,
  },
];
