import { type Browser, expect } from '@playwright/test';
import { create, signIn, signUp, userPassword } from '../client.ts';

/**
 * A quest that waits to be claimed, on a phone in the dark: the card offers it, two quick clicks pay
 * once, the wallet moves without a reload.
 */
export const claimOnce = async (browser: Browser, baseUrl: string): Promise<void> => {
  const token = await signIn(baseUrl, 'user');
  const reward = await create<{ id: string }>(baseUrl, '/rewards/', token, {
    reward_name: 'fifty gold',
    reward_item: 'gold',
    reward_qty: 50,
  });
  await create(baseUrl, '/quests/', token, {
    name: 'say-hello',
    description: 'Sign in once and say hello.',
    reward_id: reward.id,
    auto_claim: false,
    streak: 1,
    duplication: 1,
  });
  await signUp(baseUrl, 'claimer');

  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    colorScheme: 'dark',
  });
  const page = await context.newPage();
  await page.goto(`${baseUrl}/login`);
  await page.getByTestId('email-input').fill('claimer');
  await page.getByTestId('password-input').fill(userPassword);
  await page.getByRole('button', { name: 'Log In' }).click();

  const claim = page.getByTestId('claim-button');
  await expect(claim).toHaveCount(1);
  await claim.dblclick();
  await expect(page.getByTestId('wallet-gold')).toHaveText('50', { timeout: 10_000 });
  await expect(claim).toHaveCount(0);
  await expect(page.getByTestId('quest-card')).toHaveCount(2);
  const { SCREENSHOT_CLAIM } = process.env;
  if (SCREENSHOT_CLAIM !== undefined) await page.screenshot({ path: SCREENSHOT_CLAIM });
  await context.close();
};
