const format = new Intl.NumberFormat('en', { maximumFractionDigits: 12 });

/** `1,250`, `42.195`, `0.00005`: as fine as sums are counted. */
export const numberText = (value: number): string => format.format(value);
