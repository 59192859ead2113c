import { IconX } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { StepIcon } from '../step-icon.tsx';
import styles from './toast-lane.module.css';
import { dwellMs, type Toast } from './toast-queue.ts';
import { closeToast, useToasts } from './toast-store.ts';

const useDocumentHidden = (): boolean => {
  const [hidden, setHidden] = useState(document.hidden);
  useEffect(() => {
    const update = () => setHidden(document.hidden);
    document.addEventListener('visibilitychange', update);
    return () => document.removeEventListener('visibilitychange', update);
  }, []);
  return hidden;
};

const ToastItem = ({ toast, dwell, held }: { toast: Toast; dwell: number; held: boolean }) => {
  useEffect(() => {
    if (held) return;
    const timer = setTimeout(() => closeToast(toast.id), dwell);
    return () => clearTimeout(timer);
  }, [toast, dwell, held]);

  return (
    <div className={styles.toast} data-testid="toast">
      <span className={styles.picture}>
        <StepIcon of={toast.picture} size={22} />
      </span>
      <div className={styles.words}>
        <p className={styles.title}>{toast.title}</p>
        {toast.detail && <p className={styles.detail}>{toast.detail}</p>}
      </div>
      <button
        type="button"
        className={styles.close}
        aria-label={`Dismiss: ${toast.title}`}
        onClick={() => closeToast(toast.id)}
      >
        <IconX size={16} aria-hidden="true" />
      </button>
    </div>
  );
};

/**
 * A row of the page's own layout below what scrolls: the page gives way to it, so a toast never
 * lies over a control. Nothing closes while the pointer or the focus is in it, or the tab is away.
 */
export const ToastLane = () => {
  const queue = useToasts();
  const hidden = useDocumentHidden();
  const [attended, setAttended] = useState(false);
  const shown = queue.visible.length > 0;
  useEffect(() => {
    if (!shown) setAttended(false);
  }, [shown]);

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the pointer only holds the time, it acts on nothing.
    <div
      className={styles.lane}
      data-shown={shown || undefined}
      onPointerEnter={() => setAttended(true)}
      onPointerLeave={() => setAttended(false)}
      onFocus={() => setAttended(true)}
      onBlur={() => setAttended(false)}
    >
      <div
        className={styles.row}
        role="status"
        aria-live="polite"
        aria-atomic="false"
        aria-relevant="additions"
        aria-label="Notifications"
      >
        {queue.visible.map((toast) => (
          <ToastItem
            key={toast.id}
            toast={toast}
            dwell={dwellMs(queue)}
            held={hidden || attended}
          />
        ))}
      </div>
    </div>
  );
};
