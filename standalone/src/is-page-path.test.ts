import { expect, test } from 'vitest';
import { isNavigation, isPagePath } from './is-page-path.ts';

test.each([
  ['/', true],
  ['/login', true],
  ['/reset-password?token=a.b', true],
  ['/admin/quests/', true],
  ['/apiary', true],
  ['/missing.js', false],
  ['/.env', false],
  ['/.git/config', true],
  ['/.well-known/openid-configuration', false],
  ['/.well-known', false],
  ['/api', false],
  ['/api/v1/nothing', false],
  ['/API/v1/nothing', false],
  ['/%61pi/v1/quests', false],
  ['//api/v1/quests', false],
  ['/admin//quests', false],
  ['/health/ready', false],
  ['/health', false],
  ['/metrics', false],
  ['/internal/v1/quest-versions', false],
  ['/%', false],
])('%s is a page: %s', (url, page) => {
  expect(isPagePath(url)).toBe(page);
});

test.each([
  ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', true],
  ['*/*', false],
  ['application/json', false],
  [undefined, false],
])('a client that accepts %s navigates: %s', (accept, navigates) => {
  expect(isNavigation(accept)).toBe(navigates);
});
