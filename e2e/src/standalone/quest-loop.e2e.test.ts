import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from '@playwright/test';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { launchChromium } from '../browser/chromium.ts';
import { claimOnce } from '../browser/claim.ts';
import { checkAccessibility, playQuestLoop } from '../browser/quest-loop.ts';
import { type Standalone, startStandalone } from './start-standalone.ts';

describe('npm start in a browser', () => {
  let dataDir: string;
  let standalone: Standalone;
  let browser: Browser;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'questline-e2e-'));
    standalone = await startStandalone(dataDir);
    browser = await launchChromium();
  });

  afterAll(async () => {
    await browser?.close();
    await standalone?.kill('SIGTERM');
    await rm(dataDir, { recursive: true, force: true });
  });

  it('pays the third and the sixth sign-in, without a reload', async () => {
    const { SCREENSHOT } = process.env;
    await playQuestLoop(browser, standalone.baseUrl, async (page) => {
      if (SCREENSHOT === undefined) return;
      await page.getByText('Balance: 10').waitFor();
      await page.screenshot({ path: SCREENSHOT, animations: 'disabled' });
    });
  });

  it('pays a claim once, however often the button is clicked', async () => {
    await claimOnce(browser, standalone.baseUrl);
  });

  it('has no accessibility faults', async () => {
    await checkAccessibility(browser, standalone.baseUrl);
  });
});
