import { readFile } from 'node:fs/promises';
import fastify from 'fastify';

/** Answers every request with the bytes of a file: the least an HTTP answer of that size costs. */
const body = await readFile(process.argv[2] ?? '');
const app = fastify();
app.get('/', (_request, reply) => reply.type('application/json; charset=utf-8').send(body));
console.log(`listening ${await app.listen({ host: '127.0.0.1', port: 0 })}`);
