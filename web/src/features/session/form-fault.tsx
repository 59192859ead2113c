import styles from './form.module.css';

/** The refusal of a whole form; the region is there from the start, so that it is read out. */
export const FormFault = ({ message }: { message: string | null }) => (
  <div role="alert">{message && <p className={styles.fault}>{message}</p>}</div>
);
