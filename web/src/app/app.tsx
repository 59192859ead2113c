import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { meQuery } from '../features/session/session.api.ts';
import { colorSchemeManager } from '../ui/theme/color-scheme.ts';
import { cssVariables, theme } from '../ui/theme/theme.ts';
import { leave, sessionEnded } from './leave.ts';
import { createQueryClient } from './query-client.ts';
import { createAppRouter } from './router.tsx';

// Several calls can be refused at once; the first of them ends the session.
const queryClient = createQueryClient(() => {
  if (queryClient.getQueryData(meQuery.queryKey)) void leave(queryClient, router, sessionEnded);
});
const router = createAppRouter(queryClient);

export const App = () => (
  <MantineProvider
    theme={theme}
    defaultColorScheme="auto"
    colorSchemeManager={colorSchemeManager}
    cssVariablesResolver={cssVariables}
  >
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </MantineProvider>
);
