import { IconFlag3, IconGift, IconRoute, IconWalk } from '@tabler/icons-react';
import { RewardIcon } from './reward-icon.tsx';

const steps = {
  sign_in: IconWalk,
  quest_progress: IconRoute,
  quest_completed: IconFlag3,
  reward_granted: IconGift,
} as const;

const isStep = (name: string): name is keyof typeof steps => Object.hasOwn(steps, name);

/** The picture of a notification: its kind, or for a credit the currency that came. */
export const StepIcon = ({ of, size }: { of: string; size: number }) => {
  if (!isStep(of)) return <RewardIcon of={of} size={size} />;
  const Icon = steps[of];
  return <Icon size={size} stroke={1.8} aria-hidden="true" />;
};
