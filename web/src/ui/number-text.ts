const format = new Intl.NumberFormat('en', { maximumFractionDigits: 3 });

/** `1,250`, `42.195`; what is finer than a thousandth is rounded. */
export const numberText = (value: number): string => format.format(value);
