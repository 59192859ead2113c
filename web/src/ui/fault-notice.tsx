import { Button } from '@mantine/core';
import { IconRefresh, IconRouteOff } from '@tabler/icons-react';
import styles from './fault-notice.module.css';

type Props = { title: string; detail: string; onRetry: () => void; pending?: boolean };

/** What a section shows in place of its content when it could not be loaded. */
export const FaultNotice = ({ title, detail, onRetry, pending = false }: Props) => (
  <div className={styles.notice} role="alert">
    <p className={styles.title}>
      <IconRouteOff className={styles.icon} size={22} aria-hidden="true" />
      {title}
    </p>
    <p>{detail}</p>
    <Button
      variant="quiet"
      size="sm"
      leftSection={<IconRefresh size={16} aria-hidden="true" />}
      loading={pending}
      onClick={onRetry}
    >
      Try again
    </Button>
  </div>
);
