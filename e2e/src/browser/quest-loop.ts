import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, expect, type Page } from '@playwright/test';
import { expectQuestKinds, expectWalk, offerQuestKinds } from './quest-kinds.ts';

const credentials = { userName: 'user', password: 'password' };

const logIn = async (page: Page, { userName, password } = credentials) => {
  await page.getByTestId('email-input').fill(userName);
  await page.getByTestId('password-input').fill(password);
  await page.getByRole('button', { name: 'Log In' }).click();
  await expect(page.getByText('Welcome back, nice to see you again!')).toBeVisible();
};

const logOut = async (page: Page) => {
  await page.getByTestId('user-menu').click();
  await page.getByRole('menuitem', { name: 'Log out' }).click();
  await expect(page).toHaveURL(/\/login$/);
};

const expectDiamonds = (page: Page, diamonds: number) =>
  expect(page.getByTestId('wallet-diamond')).toHaveText(String(diamonds), { timeout: 10_000 });

/**
 * The story the product ships with, told in a browser on a fresh system: each sign-in shows a
 * check-in, the third and the sixth complete the quest and pay, the ninth changes nothing.
 */
export const playQuestLoop = async (
  browser: Browser,
  baseUrl: string,
  onThirdSignIn: (page: Page) => Promise<void> = async () => undefined,
): Promise<void> => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  await page.goto(baseUrl);
  await expect(page).toHaveURL(/\/login$/);

  const checkIn = page.getByText('Checked in').first();
  const completed = page.getByText('Quest completed').first();
  const expected = [0, 0, 10, 10, 10, 20, 20, 20, 20];
  for (const [index, diamonds] of expected.entries()) {
    const signIns = index + 1;
    await logIn(page);
    await expectDiamonds(page, diamonds);
    if (signIns <= 6) await expect(checkIn).toBeVisible();
    if (diamonds > (expected[index - 1] ?? 0)) await expect(completed).toBeVisible();
    if (signIns === 3) await onThirdSignIn(page);
    if (signIns === 9) await expect(page.getByTestId('quest-card')).toHaveCount(1);
    await logOut(page);
  }
  expect(faults).toEqual([]);
  await context.close();
};

/** No page may have a fault that axe finds, in either theme, with quests of every kind on the board. */
export const checkAccessibility = async (browser: Browser, baseUrl: string): Promise<void> => {
  await offerQuestKinds(baseUrl);
  for (const [index, colorScheme] of (['light', 'dark'] as const).entries()) {
    // Without motion, so that no colour is measured half-way through a fade.
    const context = await browser.newContext({ colorScheme, reducedMotion: 'reduce' });
    const page = await context.newPage();
    for (const path of ['/signup', '/login', '/']) {
      if (path === '/') await logIn(page);
      else await page.goto(baseUrl + path);
      await page.getByRole('main').waitFor();
      if (path === '/') {
        await expectQuestKinds(page);
        await expectWalk(page, baseUrl, index + 1);
      }
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    }
    await context.close();
  }
};
