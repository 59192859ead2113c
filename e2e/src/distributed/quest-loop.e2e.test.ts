import type { Browser } from '@playwright/test';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { launchChromium } from '../browser/chromium.ts';
import { claimOnce } from '../browser/claim.ts';
import { playQuestLoop } from '../browser/quest-loop.ts';
import { expectEdges } from '../expect-edges.ts';
import { type Distributed, startDistributed } from './start-distributed.ts';

describe('the distributed shape in a browser', () => {
  let distributed: Distributed;
  let browser: Browser;

  beforeAll(async () => {
    distributed = await startDistributed();
    await distributed.ready();
    browser = await launchChromium();
  });

  afterAll(async () => {
    await browser?.close();
    await distributed?.stop();
  });

  it('pays the third and the sixth sign-in, without a reload', async () => {
    await playQuestLoop(browser, distributed.baseUrl);
  });

  it('pays a claim once, however often the button is clicked', async () => {
    await claimOnce(browser, distributed.baseUrl);
  });

  it('refuses what nothing is there for, and packs what is long', async () => {
    await expectEdges(distributed.baseUrl);
  });
});
