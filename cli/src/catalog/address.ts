import { CatalogError } from './catalog-error.ts';

/** Where Questline is, without a slash at the end. Throws CatalogError for what is no address of HTTP. */
export const parseAddress = (address: string): string => {
  const url = URL.parse(address);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new CatalogError('The address must be a URL such as https://quests.example.com.');
  }
  // Not repeated in the message: it may be a secret.
  if (url.username !== '' || url.password !== '') {
    throw new CatalogError(
      'The address must not hold a user or a password: use QUESTLINE_API_KEY.',
    );
  }
  if (url.search !== '' || url.hash !== '') {
    throw new CatalogError('The address must not have a query or a fragment.');
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
};
