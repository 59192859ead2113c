import type { QuestChange } from '@questline/contracts/catalog/quest';

/** `QuestPublished by user 0199… at 2026-11-22T10:00:00.000Z (why)` */
export const showChange = ({ type, author, at, reason }: Omit<QuestChange, 'data'>): string => {
  const by = [author.kind.replace('_', ' '), author.id].filter((part) => part !== null).join(' ');
  return `${type} by ${by} at ${at}${reason === null ? '' : ` (${reason})`}`;
};
