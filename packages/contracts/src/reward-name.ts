import { z } from 'zod';
import { invisibleTextFault, isVisibleText } from './visible-text.ts';

const forbidden = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * What is wrong with a new name of a currency, an item or a badge; undefined for a good one. Names are
 * shown to players and are the keys of objects in clients, so no two may look alike by characters that
 * nobody sees, and none may mean something to JavaScript.
 */
export const rewardNameFault = (name: string): string | undefined => {
  if (forbidden.has(name)) return 'is a name that is not allowed';
  return isVisibleText(name) ? undefined : invisibleTextFault;
};

/** A name as it is stored: 1 to 64 characters. Names stored by earlier releases may have faults. */
export const rewardName = z.string().trim().min(1).max(64);

/** A name as a client may choose it now. */
export const newRewardName = rewardName.superRefine((name, context) => {
  const message = rewardNameFault(name);
  if (message !== undefined) context.addIssue({ code: 'custom', message });
});
