import {
  IconFlag3,
  IconGift,
  IconHourglass,
  IconMapPinCheck,
  IconRoute,
  IconWalk,
} from '@tabler/icons-react';
import { RewardIcon } from './reward-icon.tsx';

const steps = {
  sign_in: IconWalk,
  quest_progress: IconRoute,
  step_reached: IconMapPinCheck,
  quest_completed: IconFlag3,
  payment_held: IconHourglass,
  reward_granted: IconGift,
} as const;

const isStep = (name: string): name is keyof typeof steps => Object.hasOwn(steps, name);

/** The picture of a notification: what happened, or for a credit what came. */
export const StepIcon = ({ of, size }: { of: string; size: number }) => {
  if (!isStep(of)) return <RewardIcon of={of} size={size} />;
  const Icon = steps[of];
  return <Icon size={size} stroke={1.8} aria-hidden="true" />;
};
