import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import { meQuery } from '../features/session/session.api.ts';
import { Frame } from './frame.tsx';
import { FaultPage } from './pages/fault-page.tsx';
import { NotFoundPage } from './pages/not-found-page.tsx';

type RouterContext = { queryClient: QueryClient };

const rootRoute = createRootRouteWithContext<RouterContext>()({
  component: Frame,
  errorComponent: FaultPage,
  notFoundComponent: NotFoundPage,
});

const guestRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'guest',
  beforeLoad: async ({ context }) => {
    const user = await context.queryClient.ensureQueryData(meQuery);
    if (user) throw redirect({ to: '/' });
  },
  component: lazyRouteComponent(() => import('./pages/guest-layout.tsx'), 'GuestLayout'),
});

const loginRoute = createRoute({
  getParentRoute: () => guestRoute,
  path: '/login',
  component: lazyRouteComponent(() => import('./pages/login-page.tsx'), 'LoginPage'),
});

const signupRoute = createRoute({
  getParentRoute: () => guestRoute,
  path: '/signup',
  component: lazyRouteComponent(() => import('./pages/signup-page.tsx'), 'SignupPage'),
});

const memberRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'member',
  beforeLoad: async ({ context }) => {
    const user = await context.queryClient.ensureQueryData(meQuery);
    if (!user) throw redirect({ to: '/login' });
    return { user };
  },
  component: lazyRouteComponent(() => import('./shell/member-layout.tsx'), 'MemberLayout'),
});

const boardRoute = createRoute({
  getParentRoute: () => memberRoute,
  path: '/',
  component: lazyRouteComponent(() => import('./pages/board-page.tsx'), 'BoardPage'),
});

const routeTree = rootRoute.addChildren([
  guestRoute.addChildren([loginRoute, signupRoute]),
  memberRoute.addChildren([boardRoute]),
]);

export const createAppRouter = (queryClient: QueryClient) =>
  createRouter({
    routeTree,
    context: { queryClient },
    defaultPreload: 'intent',
    defaultErrorComponent: FaultPage,
    // What scrolls is the page inside the frame, not the window.
    scrollToTopSelectors: ['#scroller'],
  });

type AppRouter = ReturnType<typeof createAppRouter>;

declare module '@tanstack/react-router' {
  interface Register {
    router: AppRouter;
  }
  interface HistoryState {
    /** Said on the log-in page, which a sign-up and an ended session lead to. */
    notice?: string;
    userName?: string;
  }
}
