import { isBadge } from './reward-text.ts';

type IconProps = { size?: number };

const Gem = ({ size = 20 }: IconProps) => (
  <svg width={size} height={size} viewBox="0 0 20 20" aria-hidden="true" focusable="false">
    <path d="M5.2 2.5h9.6L19 7.8 10 18 1 7.8z" fill="#2fb4c7" />
    <path d="M1 7.8h18L10 18z" fill="#168ca0" />
    <path d="M6.6 7.8h6.8L10 18z" fill="#7adfea" />
    <path d="M5.2 2.5 6.6 7.8 10 2.5l3.4 5.3 1.4-5.3z" fill="#c6f4f8" />
  </svg>
);

const Coin = ({ size = 20 }: IconProps) => (
  <svg width={size} height={size} viewBox="0 0 20 20" aria-hidden="true" focusable="false">
    <circle cx="10" cy="10" r="9" fill="#d4902a" />
    <circle cx="10" cy="9.4" r="8.4" fill="#f3b94d" />
    <circle cx="10" cy="9.4" r="6" fill="none" stroke="#c07c17" strokeWidth="1.1" />
    <path d="m10 5.6 3 3.8-3 3.8-3-3.8z" fill="#a9670d" />
  </svg>
);

const Parcel = ({ size = 20 }: IconProps) => (
  <svg width={size} height={size} viewBox="0 0 20 20" aria-hidden="true" focusable="false">
    <path d="M10 1.5 18 5.6v8.8l-8 4.1-8-4.1V5.6z" fill="#7f95a0" />
    <path d="M10 9.7 18 5.6v8.8l-8 4.1z" fill="#5c727d" />
    <path d="M10 1.5 18 5.6l-8 4.1-8-4.1z" fill="#b3c4cb" />
  </svg>
);

const Medal = ({ size = 20 }: IconProps) => (
  <svg width={size} height={size} viewBox="0 0 20 20" aria-hidden="true" focusable="false">
    <path d="M6 1h3.6l2 6.2-3.4 2z" fill="#168ca0" />
    <path d="M14 1h-3.6l-2 6.2 3.4 2z" fill="#4cc9db" />
    <circle cx="10" cy="13" r="6" fill="#d4902a" />
    <circle cx="10" cy="12.6" r="5.6" fill="#f3b94d" />
    <path
      d="m10 9.1 1.1 2.2 2.4.4-1.7 1.7.4 2.4-2.2-1.1-2.2 1.1.4-2.4-1.7-1.7 2.4-.4z"
      fill="#a9670d"
    />
  </svg>
);

/** The picture of a currency or a badge; anything else is an item. */
export const RewardIcon = ({ of, size = 20 }: IconProps & { of: string }) => {
  if (of === 'diamond') return <Gem size={size} />;
  if (of === 'gold') return <Coin size={size} />;
  if (isBadge(of)) return <Medal size={size} />;
  return <Parcel size={size} />;
};
