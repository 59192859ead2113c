import type { Arguments } from '../arguments.ts';
import { parseAddress } from '../catalog/address.ts';
import { CatalogError } from '../catalog/catalog-error.ts';
import { type CatalogClient, createClient } from '../catalog/client.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** What a command works with. */
export interface Context {
  readonly arguments: Arguments;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** What paths are relative to. */
  readonly directory: string;
  readonly terminal: Terminal;
  readonly now: () => Date;
  readonly newId: () => string;
}

/** The number that the process ends with. */
export type ExitCode = 0 | 1 | 2;

const defaultUrl = 'http://localhost:5173';

/** Throws CatalogError when the environment does not say how to reach the catalog. */
export const openCatalog = ({ arguments: { url }, environment }: Context): CatalogClient => {
  const address = parseAddress(url ?? (environment.QUESTLINE_URL || defaultUrl));
  const apiKey = environment.QUESTLINE_API_KEY?.trim() ?? '';
  if (apiKey === '') {
    throw new CatalogError('QUESTLINE_API_KEY is not set: make a key with POST /api/v1/api-keys/.');
  }
  // Said here and without the value: an error about a header would repeat it.
  if (!/^[\x21-\x7e]+$/.test(apiKey)) {
    throw new CatalogError('QUESTLINE_API_KEY holds characters that no API key has.');
  }
  return createClient({ url: address, apiKey });
};
