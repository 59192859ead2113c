import { Outlet } from '@tanstack/react-router';
import { useThemeClass } from '../ui/theme/color-scheme.ts';
import { ToastLane } from '../ui/toast/toast-lane.tsx';
import styles from './frame.module.css';

/** Every page above, the toasts below: the page scrolls in what the toasts leave of the window. */
export const Frame = () => {
  useThemeClass();
  return (
    <div className={styles.frame}>
      <div className={styles.page}>
        <Outlet />
      </div>
      <ToastLane />
    </div>
  );
};
