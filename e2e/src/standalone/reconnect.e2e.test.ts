import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, expect } from '@playwright/test';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { launchChromium } from '../browser/chromium.ts';
import { signIn, signUp, userPassword } from '../client.ts';
import { type Standalone, startStandalone } from './start-standalone.ts';

const reconnectLimitMs = 40_000;

describe('a page that stays open while npm start is killed and started again', () => {
  let dataDir: string;
  let standalone: Standalone;
  let browser: Browser;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'questline-reconnect-'));
    standalone = await startStandalone(dataDir);
    browser = await launchChromium();
  });

  afterAll(async () => {
    await browser?.close();
    await standalone?.kill('SIGTERM');
    await rm(dataDir, { recursive: true, force: true });
  });

  it('shows what happened meanwhile, without a reload', async () => {
    const { baseUrl } = standalone;
    await signUp(baseUrl, 'ada');
    const page = await browser.newPage();
    await page.goto(`${baseUrl}/login`);
    await page.getByTestId('email-input').fill('ada');
    await page.getByTestId('password-input').fill(userPassword);
    await page.getByRole('button', { name: 'Log In' }).click();
    await expect(page.getByText('1 of 3').first()).toBeVisible();
    await page.evaluate('globalThis.sameDocument = true');

    await standalone.kill('SIGKILL');
    standalone = await startStandalone(dataDir, { port: Number(new URL(baseUrl).port) });
    await signIn(baseUrl, 'ada');
    await signIn(baseUrl, 'ada');

    await expect(page.getByText('Quest completed').first()).toBeVisible({
      timeout: reconnectLimitMs,
    });
    await expect(page.getByTestId('wallet-diamond')).toHaveText('10', {
      timeout: reconnectLimitMs,
    });
    expect(await page.evaluate('globalThis.sameDocument')).toBe(true);
  });
});
