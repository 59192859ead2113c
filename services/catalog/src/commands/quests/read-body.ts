import { type FieldError, toInvalid } from '@questline/http/refusal';

/** The handler reads the body by the form that is meant: a union would name the faults of both. */
export const anyBody = () => (value: unknown) => ({ value });

/** What a body says. Throws Refusal 422 with its faults. */
export const readBody = <Form>(
  parse: (
    body: unknown,
  ) =>
    | { readonly kind: 'read'; readonly form: Form }
    | { readonly kind: 'faults'; readonly faults: readonly FieldError[] },
  body: unknown,
): Form => {
  const parsed = parse(body);
  if (parsed.kind === 'faults') throw toInvalid(parsed.faults);
  return parsed.form;
};
