import type { UserPublic } from '@questline/contracts/auth/user';
import { useQueryClient } from '@tanstack/react-query';
import { Link, useRouter } from '@tanstack/react-router';
import { logOut } from '../../features/session/session.api.ts';
import { UserMenu } from '../../features/session/user-menu.tsx';
import { WalletBalances } from '../../features/wallet/wallet-balances.tsx';
import { messageOf } from '../../http/problem.ts';
import { useSingleCall } from '../../http/use-single-call.ts';
import { Brand } from '../../ui/brand.tsx';
import { ThemeMenu } from '../../ui/theme/theme-menu.tsx';
import { showToast } from '../../ui/toast/toast-store.ts';
import { leave } from '../leave.ts';
import styles from './member-header.module.css';

export const MemberHeader = ({ user }: { user: UserPublic }) => {
  const client = useQueryClient();
  const router = useRouter();
  const logout = useSingleCall({
    mutationFn: logOut,
    onSuccess: () => leave(client, router),
    onError: (error) =>
      showToast({
        id: `logout-${Date.now()}`,
        title: 'You are still logged in',
        detail: messageOf(error),
        picture: 'sign_in',
      }),
  });

  return (
    <header className={styles.header}>
      <div className={styles.row}>
        <Link to="/" className={styles.home} aria-label="Questline, home">
          <Brand />
        </Link>
        <div className={styles.tools}>
          <WalletBalances initial={user} />
          <ThemeMenu />
          <UserMenu user={user} onLogOut={() => logout.call()} />
        </div>
      </div>
    </header>
  );
};
