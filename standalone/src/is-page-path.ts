import { pagelessPrefixes } from '@questline/contracts/gateway';

const decode = (path: string): string | undefined => {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
};

/**
 * Whether the web app has a page at an address: not below the paths of programs, not where a file would
 * be, which has a dot in its last part, and not where parts are empty.
 */
export const isPagePath = (url: string): boolean => {
  const [raw = ''] = url.split('?', 1);
  const path = decode(raw)?.toLowerCase();
  if (path === undefined || !path.startsWith('/') || path.includes('//')) return false;
  if (path.slice(path.lastIndexOf('/')).includes('.')) return false;
  return !pagelessPrefixes.some((prefix) => path === prefix || path.startsWith(`${prefix}/`));
};

/** Whether a browser asks for a page, to be shown: programs that take anything name no HTML. */
export const isNavigation = (accept: string | undefined): boolean =>
  accept?.toLowerCase().includes('text/html') ?? false;
