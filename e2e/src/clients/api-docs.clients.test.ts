import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { launchChromium } from '../browser/chromium.ts';
import { documentFile } from './run-tool.ts';

describe('the API document', () => {
  let browser: Awaited<ReturnType<typeof launchChromium>>;

  beforeAll(async () => {
    browser = await launchChromium();
  });

  afterAll(() => browser?.close());

  it('is served as it was written', async () => {
    const response = await fetch(`${inject('productUrl')}/api/docs/openapi.json`);
    expect(response.headers.get('content-type')).toContain('application/json');
    expect(await response.json()).toEqual(JSON.parse(await readFile(documentFile, 'utf8')));
  });

  it.each(['/api/docs', '/api/docs/'])('is read at %s, from this origin alone', async (path) => {
    const productUrl = inject('productUrl');
    const page = await browser.newPage();
    const outside: string[] = [];
    page.on('request', (request) => {
      if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(productUrl)) {
        outside.push(request.url());
      }
    });
    await page.goto(productUrl + path);
    await page.getByText('Sign in').first().waitFor();
    await page.getByText('Events in, progress counted exactly once').first().waitFor();
    expect(outside).toEqual([]);
    await page.close();
  });
});
