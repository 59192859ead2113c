import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { pagelessPrefixes } from '@questline/contracts/gateway';

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
};

/** The page is for browsers that open a path which is no program's and no file's. */
const isPage = (pathname: string, accept: string | undefined): boolean => {
  if (pathname === '/') return true;
  if (extname(pathname) !== '' || pathname.includes('//') || !accept?.includes('text/html'))
    return false;
  return !pagelessPrefixes.some((prefix) => `${pathname}/`.startsWith(`${prefix}/`));
};

const isDocs = (pathname: string) => /^\/api\/docs\/?$/.test(pathname);

const pageOf = (pathname: string) => (isDocs(pathname) ? '/api/docs/index.html' : '/index.html');

const answerNotFound = (response: ServerResponse): void => {
  const problem = { type: 'about:blank', title: 'Not Found', status: 404, code: 'not-found' };
  response.writeHead(404, { 'content-type': 'application/problem+json' });
  response.end(JSON.stringify(problem));
};

/** A file of the built web app, or its page to browsers that open one of its paths. */
export const serveFile = async (
  directory: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const [pathname = '/'] = (request.url ?? '/').split('?', 1);
  try {
    const isFile = extname(pathname) !== '';
    if (!isFile && !isDocs(pathname) && !isPage(pathname, request.headers.accept))
      return answerNotFound(response);
    const path = isFile ? normalize(decodeURIComponent(pathname)) : pageOf(pathname);
    const content = await readFile(join(directory, path));
    const type = types[extname(path)] ?? 'application/octet-stream';
    response.writeHead(200, { 'content-type': type }).end(content);
  } catch {
    answerNotFound(response);
  }
};
