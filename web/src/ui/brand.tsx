import styles from './brand.module.css';

/** The mark: a route of waypoints that ends at a cut stone. */
export const BrandMark = ({ size = 30 }: { size?: number }) => (
  <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
    <path
      d="M5 26h6.5l5-6.5"
      fill="none"
      stroke="var(--mark-route, var(--gold))"
      strokeWidth="2.4"
      strokeLinecap="round"
      strokeLinejoin="round"
    />
    <rect x="2" y="23" width="6" height="6" rx="1" fill="var(--gold)" transform="rotate(45 5 26)" />
    <path d="M16.5 3h9.8L31 9.2 21.4 21 12 9.2z" fill="#4cc9db" />
    <path d="M12 9.2h19L21.4 21z" fill="#22a0b4" />
    <path d="M17.8 9.2h7.4L21.4 21z" fill="#8be6f0" />
    <path d="M16.5 3 17.8 9.2 21.4 3l3.8 6.2L26.3 3z" fill="#c9f6fa" opacity="0.75" />
  </svg>
);

export const Brand = () => (
  <span className={styles.brand}>
    <BrandMark />
    <span className={styles.name}>Questline</span>
  </span>
);
