import styles from './guest-layout.module.css';

const waypoints = [
  { x: 96, y: 356 },
  { x: 196, y: 262 },
  { x: 318, y: 250 },
];

/** A quest line on the chart: three waypoints reached, the stretch ahead dashed, the stone at its end. */
export const RoutePicture = () => (
  <svg className={styles.picture} viewBox="0 0 560 440" aria-hidden="true" focusable="false">
    <path
      d="M318 250c62-8 92-44 112-112"
      fill="none"
      stroke="#5e8190"
      strokeWidth="4"
      strokeDasharray="3 13"
      strokeLinecap="round"
    />
    <path
      d="M12 424c26-6 52-36 84-68 34-34 60-82 100-94 44-13 72-6 122-12"
      fill="none"
      stroke="#f3b94d"
      strokeWidth="4"
      strokeLinecap="round"
    />
    {waypoints.map(({ x, y }) => (
      <rect
        key={x}
        x={x - 11}
        y={y - 11}
        width="22"
        height="22"
        rx="4"
        fill="#f3b94d"
        stroke="#0d2230"
        strokeWidth="5"
        transform={`rotate(45 ${x} ${y})`}
      />
    ))}
    <rect
      x="298"
      y="230"
      width="40"
      height="40"
      rx="8"
      fill="none"
      stroke="#f3b94d"
      strokeWidth="2.5"
      opacity="0.55"
      transform="rotate(45 318 250)"
    />
    <g transform="translate(376 18)">
      <path d="M26 4h64l26 34-58 66L0 38z" fill="#4cc9db" />
      <path d="M0 38h116l-58 66z" fill="#22a0b4" />
      <path d="M36 38h44l-22 66z" fill="#8be6f0" />
      <path d="m26 4 10 34L58 4l22 34L90 4z" fill="#c9f6fa" opacity="0.8" />
    </g>
  </svg>
);
