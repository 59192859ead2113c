import { readFile } from 'node:fs/promises';
import apiReference from '@scalar/fastify-api-reference';
import fastify from 'fastify';
import type { Plugin } from 'vite';

const documentFile = new URL(import.meta.resolve('@questline/contracts/openapi.json'));
const read = (name: string) => readFile(new URL(name, import.meta.url), 'utf8');

/** The reader's script as its Fastify plugin serves it, which is the one way in which it is packed. */
const readScalar = async (): Promise<string> => {
  const server = fastify();
  await server.register(apiReference, {
    routePrefix: '/reference',
    configuration: { content: { openapi: '3.1.0' } },
  });
  const { body } = await server.inject('/reference/js/scalar.js');
  await server.close();
  return body;
};

/** Adds the API's document and a page that shows it, as files that whatever serves the web app serves. */
export const apiDocs = (): Plugin => ({
  name: 'questline-api-docs',
  apply: 'build',
  async generateBundle() {
    const [page, setUp, document] = await Promise.all([
      read('index.html'),
      read('page.js'),
      readFile(documentFile, 'utf8'),
    ]);
    const emit = (name: string, source: string) =>
      this.getFileName(this.emitFile({ type: 'asset', name, source }));
    const html = page
      .replace('__scalar__', emit('api-reader.js', await readScalar()))
      .replace('__page__', emit('api-page.js', setUp));
    this.emitFile({ type: 'asset', fileName: 'api/docs/index.html', source: html });
    this.emitFile({ type: 'asset', fileName: 'api/docs/openapi.json', source: document });
  },
});
