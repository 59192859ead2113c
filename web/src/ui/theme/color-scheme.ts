import { localStorageColorSchemeManager, useComputedColorScheme } from '@mantine/core';
import { useLayoutEffect } from 'react';

/** Shared with public/theme.js, which sets the class before the first paint. */
export const colorSchemeManager = localStorageColorSchemeManager({ key: 'questline-theme' });

const groundOf = { light: '#eaf1f0', dark: '#0a151d' } as const;

/** Keeps the `light` or `dark` class of the document, and the browser's own bars, in step. */
export const useThemeClass = (): void => {
  const scheme = useComputedColorScheme('light');
  useLayoutEffect(() => {
    const { classList } = document.documentElement;
    classList.remove('light', 'dark');
    classList.add(scheme);
    document.querySelector('meta[name="theme-color"]')?.setAttribute('content', groundOf[scheme]);
  }, [scheme]);
};
