import { PasswordInput, type PasswordInputProps } from '@mantine/core';

/** A password field whose eye can be reached by keyboard and has a name of its own. */
export const SecretInput = (props: PasswordInputProps) => (
  <PasswordInput
    visibilityToggleButtonProps={{ 'aria-label': 'Show what you typed', tabIndex: 0 }}
    {...props}
  />
);
