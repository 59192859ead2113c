import { authSource, userSignIn } from '@questline/contracts/auth/events';
import type { QuestlineEvent } from '@questline/contracts/event';
import { v7 as newId } from 'uuid';

/** What a sign-in says of its user, of the usual size. */
export const signInData = { user_name: 'a user of the benchmark', timezone: 'Europe/Berlin' };

/** A sign-in of now, with an identity of its own. */
export const toSignIn = (subject: string): QuestlineEvent => ({
  specversion: '1.0',
  id: newId(),
  source: authSource,
  type: userSignIn,
  subject,
  time: new Date().toISOString(),
  data: signInData,
});
