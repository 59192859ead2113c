import product from '../package.json' with { type: 'json' };

/** The release that runs: all packages have one version. */
export const productVersion: string = product.version;
