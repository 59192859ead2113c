import { Button, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { ApiProblem, messageOf } from '../../http/problem.ts';
import { useSingleCall } from '../../http/use-single-call.ts';
import { focusFirstFault } from './focus-first-fault.ts';
import styles from './form.module.css';
import { FormFault } from './form-fault.tsx';
import { SecretInput } from './secret-input.tsx';
import { type SignupFields, signUp } from './session.api.ts';
import {
  confirmationFault,
  newPasswordFault,
  optionalEmailFault,
  userNameFault,
} from './validation.ts';

type Fields = SignupFields & { confirmation: string };

const optional = (label: string) => (
  <>
    {label}
    <span className={styles.optional}>optional</span>
  </>
);

export const SignupForm = ({ onSignedUp }: { onSignedUp: (userName: string) => void }) => {
  const form = useForm<Fields>({
    mode: 'uncontrolled',
    initialValues: { user_name: '', full_name: '', email: '', password: '', confirmation: '' },
    validateInputOnBlur: true,
    validate: {
      user_name: userNameFault,
      email: optionalEmailFault,
      password: newPasswordFault,
      confirmation: (value, fields) => confirmationFault(value, fields.password),
    },
  });
  const signup = useSingleCall({
    mutationFn: (fields: SignupFields) => signUp(fields),
    onSuccess: (user) => onSignedUp(user.user_name),
    onError: (error) => {
      if (!(error instanceof ApiProblem)) return;
      form.setErrors(error.fields);
      focusFirstFault(form, error.fields);
    },
  });
  const fields = signup.error instanceof ApiProblem ? Object.keys(signup.error.fields) : [];
  const shownAtField = fields.length > 0 && fields.every((name) => name in form.getValues());

  return (
    <form
      className={styles.form}
      noValidate
      onSubmit={form.onSubmit(signup.call, (faults) => focusFirstFault(form, faults))}
    >
      <FormFault message={signup.error && !shownAtField ? messageOf(signup.error) : null} />
      <TextInput
        key={form.key('user_name')}
        label="User name"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        autoFocus
        data-testid="user-name-input"
        {...form.getInputProps('user_name')}
      />
      <div className={styles.pair}>
        <TextInput
          key={form.key('full_name')}
          label={optional('Full name')}
          autoComplete="name"
          data-testid="full-name-input"
          {...form.getInputProps('full_name')}
        />
        <TextInput
          key={form.key('email')}
          label={optional('E-mail')}
          type="email"
          autoComplete="email"
          data-testid="email-input"
          {...form.getInputProps('email')}
        />
      </div>
      <SecretInput
        key={form.key('password')}
        label="Password"
        description="At least 8 characters"
        autoComplete="new-password"
        data-testid="password-input"
        {...form.getInputProps('password')}
      />
      <SecretInput
        key={form.key('confirmation')}
        label="Confirm password"
        autoComplete="new-password"
        data-testid="confirm-password-input"
        {...form.getInputProps('confirmation')}
      />
      <Button type="submit" size="md" fullWidth loading={signup.isPending}>
        Sign Up
      </Button>
    </form>
  );
};
