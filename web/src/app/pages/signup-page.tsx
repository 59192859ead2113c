import { useNavigate } from '@tanstack/react-router';
import { SignupForm } from '../../features/session/signup-form.tsx';
import { usePageTitle } from '../use-page-title.ts';
import { PageHead } from './page-head.tsx';

export const SignupPage = () => {
  usePageTitle('Sign up');
  const navigate = useNavigate();

  // A first log-in is a step of a quest, so it is left to the user and not made here.
  const welcome = (userName: string) =>
    void navigate({
      to: '/login',
      state: { userName, notice: 'Account created. Log in to start.' },
    });

  return (
    <>
      <PageHead title="Start your line" question="Here before?" to="/login" action="Log In" />
      <SignupForm onSignedUp={welcome} />
    </>
  );
};
