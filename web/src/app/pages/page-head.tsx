import { Link } from '@tanstack/react-router';
import styles from './page-head.module.css';

type Props = { title: string; question: string; to: '/login' | '/signup'; action: string };

/** The heading of a form page, with the way to the other one. */
export const PageHead = ({ title, question, to, action }: Props) => (
  <div className={styles.head}>
    <h1 className={styles.title}>{title}</h1>
    <p className={styles.question}>
      {question}{' '}
      <Link to={to} className={styles.link}>
        {action}
      </Link>
    </p>
  </div>
);
