import styles from './placeholder.module.css';

/** A block that stands for content under way; say so once, in words, next to it. */
export const Placeholder = ({ width, height }: { width: string; height: number }) => (
  <span className={styles.block} style={{ width, height }} aria-hidden="true" />
);
