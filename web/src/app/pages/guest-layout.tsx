import { Link, Outlet } from '@tanstack/react-router';
import { Brand } from '../../ui/brand.tsx';
import { ThemeMenu } from '../../ui/theme/theme-menu.tsx';
import { SkipLink } from '../shell/skip-link.tsx';
import styles from './guest-layout.module.css';
import { RoutePicture } from './route-picture.tsx';

/** The chart on one side, the form on the other; on a phone the chart is a band above. */
export const GuestLayout = () => (
  <div id="scroller" className={styles.layout}>
    <SkipLink />
    <header className={styles.chart}>
      <Link to="/login" className={styles.home} aria-label="Questline, home">
        <Brand />
      </Link>
      <div className={styles.pitch}>
        <p className={styles.line}>Every step counts.</p>
        <p className={styles.more}>
          Follow your quests from one waypoint to the next, and collect what waits at the end.
        </p>
      </div>
      <RoutePicture />
    </header>
    <main id="page" tabIndex={-1} className={styles.main}>
      <div className={styles.theme}>
        <ThemeMenu />
      </div>
      <div className={styles.card}>
        <Outlet />
      </div>
    </main>
  </div>
);
