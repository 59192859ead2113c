import { type ErrorComponentProps, useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { messageOf } from '../../http/problem.ts';
import { BrandMark } from '../../ui/brand.tsx';
import { FaultNotice } from '../../ui/fault-notice.tsx';
import { usePageTitle } from '../use-page-title.ts';
import styles from './plain-page.module.css';

/** In place of a whole page: the API cannot be reached, or the page itself failed. */
export const FaultPage = ({ error, reset }: ErrorComponentProps) => {
  usePageTitle('Out of reach');
  const router = useRouter();
  const [pending, setPending] = useState(false);
  const retry = async () => {
    setPending(true);
    await router.invalidate();
    setPending(false);
    reset();
  };
  return (
    <main id="page" className={styles.page}>
      <BrandMark size={44} />
      <h1 className={styles.title}>The line is cut</h1>
      <FaultNotice
        title="This page could not be loaded"
        detail={messageOf(error)}
        onRetry={() => void retry()}
        pending={pending}
      />
    </main>
  );
};
