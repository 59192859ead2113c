/** A request as a `.http` file writes it, in the form that editors send and read. */
export interface ExampleRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

const variable = /^@(\w+)\s*=\s*(.*)$/;
const placeholder = /\{\{(\w+)\}\}/g;

/** Replaces each `{{name}}` by its value. Throws for a name without one. */
const fill = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replace(placeholder, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`{{${name}}} has no value`);
    return value;
  });

/**
 * Reads a file: comments and `@name = value` lines, the request line, headers, and after an empty line
 * the body. `values` come before those of the file.
 */
export const readRequest = (
  text: string,
  values: Readonly<Record<string, string>> = {},
): ExampleRequest => {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => /^[A-Z]+ /.test(line));
  const own = lines.slice(0, start).flatMap((line) => {
    const [, name, value] = variable.exec(line) ?? [];
    return name === undefined || value === undefined ? [] : [[name, value.trim()] as const];
  });
  const request = fill(lines.slice(start).join('\n').trim(), {
    ...Object.fromEntries(own),
    ...values,
  });
  const [head = '', ...rest] = request.split('\n\n');
  const [first = '', ...headers] = head.split('\n');
  const [method = '', url = ''] = first.split(' ');
  return {
    method,
    url,
    headers: Object.fromEntries(
      headers.map((line) => {
        const [name = '', ...value] = line.split(':');
        return [name.trim().toLowerCase(), value.join(':').trim()];
      }),
    ),
    body: rest.length === 0 ? undefined : rest.join('\n\n'),
  };
};
