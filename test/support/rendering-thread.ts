import { fileURLToPath } from 'node:url';
import { RenderingThread } from '../../src/modules/blog/rendering-task.js';

const file = new URL('../../src/modules/blog/rendering.worker.ts', import.meta.url);
const loader = new URL('typescript-loader.mjs', import.meta.url).href;

/** The thread that renders, from its sources: what Jest compiles is not for it. */
export const renderingThread = new RenderingThread(fileURLToPath(file), [
  '--no-warnings',
  '--import',
  loader,
]);
