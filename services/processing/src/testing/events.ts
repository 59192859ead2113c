import { authSource, newUserSignIn, userSignIn } from '@questline/contracts/auth/events';
import type { QuestlineEvent } from '@questline/contracts/event';
import { v7 as newId } from 'uuid';

/** An event as a service sends it; a new identity unless one is given. */
export const eventOf = (change: Partial<QuestlineEvent> = {}): QuestlineEvent => ({
  specversion: '1.0',
  id: newId(),
  source: authSource,
  type: userSignIn,
  subject: newId(),
  time: new Date().toISOString(),
  data: { user_name: 'ada', timezone: 'UTC' },
  ...change,
});

/** The first sign-in of a user and `later` more. */
export const signInsOf = (userId: string, later: number): QuestlineEvent[] => [
  eventOf({ subject: userId, type: newUserSignIn }),
  ...Array.from({ length: later }, () => eventOf({ subject: userId })),
];
