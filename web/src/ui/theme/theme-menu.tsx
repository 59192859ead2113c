import { Menu, UnstyledButton, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { IconMoon, IconSun } from '@tabler/icons-react';
import styles from './theme-menu.module.css';

export const ThemeMenu = () => {
  const scheme = useComputedColorScheme('light');
  const { setColorScheme } = useMantineColorScheme();
  const Icon = scheme === 'dark' ? IconMoon : IconSun;
  return (
    <Menu>
      <Menu.Target>
        <UnstyledButton
          className={styles.button ?? ''}
          data-testid="theme-button"
          aria-label={`Theme: ${scheme}`}
        >
          <Icon size={20} aria-hidden="true" />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          data-testid="light-mode"
          leftSection={<IconSun size={18} aria-hidden="true" />}
          onClick={() => setColorScheme('light')}
        >
          Light mode
        </Menu.Item>
        <Menu.Item
          data-testid="dark-mode"
          leftSection={<IconMoon size={18} aria-hidden="true" />}
          onClick={() => setColorScheme('dark')}
        >
          Dark mode
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
};
