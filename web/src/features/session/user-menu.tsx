import { Menu, UnstyledButton } from '@mantine/core';
import type { UserPublic } from '@questline/contracts/auth/user';
import { IconLogout } from '@tabler/icons-react';
import styles from './user-menu.module.css';

type Props = { user: UserPublic; onLogOut: () => void };

export const nameOf = (user: UserPublic): string => user.full_name?.trim() || user.user_name;

export const UserMenu = ({ user, onLogOut }: Props) => (
  <Menu>
    <Menu.Target>
      <UnstyledButton
        className={styles.button ?? ''}
        data-testid="user-menu"
        aria-label={`Account of ${nameOf(user)}`}
      >
        <span className={styles.initial} aria-hidden="true">
          {[...nameOf(user)][0]?.toUpperCase()}
        </span>
      </UnstyledButton>
    </Menu.Target>
    <Menu.Dropdown>
      <div className={styles.who}>
        <span>{nameOf(user)}</span>
        {user.email && <span>{user.email}</span>}
      </div>
      <Menu.Item leftSection={<IconLogout size={18} aria-hidden="true" />} onClick={onLogOut}>
        Log out
      </Menu.Item>
    </Menu.Dropdown>
  </Menu>
);
