import { Link } from '@tanstack/react-router';
import { BrandMark } from '../../ui/brand.tsx';
import { usePageTitle } from '../use-page-title.ts';
import styles from './plain-page.module.css';

export const NotFoundPage = () => {
  usePageTitle('Not found');
  return (
    <main id="page" className={styles.page}>
      <BrandMark size={44} />
      <h1 className={styles.title}>Off the chart</h1>
      <p>There is no page at this address.</p>
      <Link to="/" className={styles.link}>
        Go to your quests
      </Link>
    </main>
  );
};
