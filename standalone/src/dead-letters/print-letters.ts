import type { DeadLetterRow } from '@questline/messaging/dead-letters/dead-letters.sql';
import type { Service } from './read-command.ts';

export interface Letter extends DeadLetterRow {
  readonly service: Service;
}

const textMax = 80;

// Whatever an event holds, it shall not steer the terminal that shows it.
const plain = (text: string): string =>
  text.replace(/[\p{Cc}\p{Cf}]/gu, (character) => JSON.stringify(character).slice(1, -1) || ' ');

const cut = (text: string): string =>
  text.length > textMax ? `${text.slice(0, textMax - 1)}…` : text;

const idOf = ({ service, id }: Letter): string => `${service}:${id}`;

/** One letter as a line of a list. */
export const toLine = (letter: Letter): string => {
  const { subscription, reason, created_at, event, body } = letter;
  const what = event
    ? `${event.type} of ${event.subject}`
    : `${body?.length ?? 0} bytes that are no event`;
  const parts = [idOf(letter), created_at.toISOString(), subscription, cut(what), cut(reason)];
  return parts.map(plain).join('  ');
};

/** One letter as JSON; what is no event is in `body`, as base64. */
export const toJson = (letter: Letter): Record<string, unknown> => {
  const { subscription, reason, created_at, event, body } = letter;
  const content = event ? { event } : { body: body?.toString('base64') ?? '' };
  return { id: idOf(letter), subscription, reason, created_at, ...content };
};

/** All of one letter, to be read by a person. */
export const toPage = (letter: Letter): string => {
  const { subscription, reason, created_at, event, body } = letter;
  const content = event ? JSON.stringify(event, null, 2) : (body?.toString() ?? '');
  const lines = [
    `id            ${idOf(letter)}`,
    `subscription  ${subscription}`,
    `since         ${created_at.toISOString()}`,
    `reason        ${reason}`,
  ];
  return [...lines, ...content.split('\n')].map(plain).join('\n');
};
