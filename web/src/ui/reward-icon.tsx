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

/** The picture of a currency; anything that is no currency is an item. */
export const RewardIcon = ({ of, size = 20 }: IconProps & { of: string }) => {
  if (of === 'diamond') return <Gem size={size} />;
  if (of === 'gold') return <Coin size={size} />;
  return <Parcel size={size} />;
};
