import { Button, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useRef } from 'react';
import { messageOf } from '../../http/problem.ts';
import { useSingleCall } from '../../http/use-single-call.ts';
import { focusFirstFault } from './focus-first-fault.ts';
import styles from './form.module.css';
import { FormFault } from './form-fault.tsx';
import { SecretInput } from './secret-input.tsx';
import { logIn } from './session.api.ts';
import { identityFault, passwordFault } from './validation.ts';

type Props = { userName: string; notice: string | null; onLoggedIn: () => Promise<void> };

export const LoginForm = ({ userName, notice, onLoggedIn }: Props) => {
  const passwordField = useRef<HTMLInputElement>(null);
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { identity: userName, password: '' },
    validate: { identity: identityFault, password: passwordFault },
  });
  const login = useSingleCall({
    mutationFn: async (values: { identity: string; password: string }) => {
      await logIn(values.identity.trim(), values.password);
      await onLoggedIn();
    },
    onError: () => passwordField.current?.select(),
  });

  return (
    <form
      className={styles.form}
      noValidate
      onSubmit={form.onSubmit(login.call, (faults) => focusFirstFault(form, faults))}
    >
      {notice && (
        <p className={styles.notice} role="status">
          {notice}
        </p>
      )}
      <FormFault message={login.error ? messageOf(login.error) : null} />
      <TextInput
        key={form.key('identity')}
        label="User name or e-mail"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        autoFocus={userName === ''}
        data-testid="email-input"
        {...form.getInputProps('identity')}
      />
      <SecretInput
        key={form.key('password')}
        ref={passwordField}
        label="Password"
        autoComplete="current-password"
        autoFocus={userName !== ''}
        data-testid="password-input"
        {...form.getInputProps('password')}
      />
      <Button type="submit" size="md" fullWidth loading={login.isPending}>
        Log In
      </Button>
    </form>
  );
};
