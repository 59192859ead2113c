import type { Figure } from './figure.ts';

/** Digits that mean something: three, and whole numbers from 100 on. */
export const formatNumber = (value: number): string => {
  if (!Number.isFinite(value)) return '-';
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en-US');
  return String(Number(value.toPrecision(3)));
};

const headings = ['figure', 'value', 'limit', 'ratio', 'goal', 'note'] as const;
const alignRight = new Set([1, 2, 3]);

const toCells = ({ name, value, unit, limit, ratio, goal, note }: Figure): string[] => [
  name,
  `${formatNumber(value)} ${unit}`.trim(),
  limit ? `${formatNumber(limit.value)} ${limit.name}` : '',
  ratio === undefined ? '' : ratio.toFixed(2),
  goal ? `${goal.text} ${goal.met ? 'met' : 'MISSED'}` : '',
  note ?? '',
];

/** Figures in aligned columns, one line each, below a line of headings. */
export const toTable = (figures: readonly Figure[]): string => {
  const rows = [[...headings], ...figures.map(toCells)];
  const widths = headings.map((_, column) =>
    Math.max(...rows.map((cells) => cells[column]?.length ?? 0)),
  );
  const toLine = (cells: readonly string[]) =>
    cells
      .map((cell, column) =>
        alignRight.has(column)
          ? cell.padStart(widths[column] ?? 0)
          : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd();
  return rows.map(toLine).join('\n');
};
