import { useQueryClient } from '@tanstack/react-query';
import { useLocation, useRouter } from '@tanstack/react-router';
import { LoginForm } from '../../features/session/login-form.tsx';
import { meQuery } from '../../features/session/session.api.ts';
import { ApiProblem } from '../../http/problem.ts';
import { usePageTitle } from '../use-page-title.ts';
import { PageHead } from './page-head.tsx';

const noCookie =
  'Your browser did not keep the session. Allow cookies for this site and try again.';

export const LoginPage = () => {
  usePageTitle('Log in');
  const client = useQueryClient();
  const router = useRouter();
  const { notice, userName } = useLocation({ select: (location) => location.state });

  const enter = async () => {
    const user = await client.fetchQuery({ ...meQuery, staleTime: 0 });
    if (!user) throw new ApiProblem(400, 'no-cookie', noCookie);
    await router.navigate({ to: '/' });
  };

  return (
    <>
      <PageHead title="Pick up your quests" question="New here?" to="/signup" action="Sign up" />
      <LoginForm userName={userName ?? ''} notice={notice ?? null} onLoggedIn={enter} />
    </>
  );
};
