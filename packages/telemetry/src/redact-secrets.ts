import { redactCredentials } from './redact-credentials.ts';

const secretName = '[\\w-]*(?:password|passwd|secret|token|api[_-]?key)(?:_hash)?';
const headerName = '(?:proxy-)?authorization|(?:set-)?cookie|x-api-key';
const redacted = '[redacted]';

/**
 * Each with what is written in its place. All take time linear in the text: where a rule could begin
 * inside of what it has just looked through, a look-behind keeps it from that.
 */
const rules: readonly (readonly [RegExp, string])[] = [
  // A field of the line, its value a text or a list of them.
  [
    new RegExp(
      `("(?:${secretName}|${headerName})"\\s*:\\s*)(?:"(?:[^"\\\\]|\\\\.)*"|\\[[^\\]]*\\])`,
      'gi',
    ),
    `$1"${redacted}"`,
  ],
  // A field of JSON that is itself inside a text.
  [
    new RegExp(`(\\\\"(?:${secretName}|${headerName})\\\\"\\s*:\\s*\\\\")[^"\\\\]*`, 'gi'),
    `$1${redacted}`,
  ],
  // A header inside a text, to the end of its line.
  [new RegExp(`\\b((?:${headerName})\\s*[:=]\\s*)[^"\\\\]+`, 'gi'), `$1${redacted}`],
  // A parameter of a form or a query.
  [new RegExp(`(?<![\\w-])(${secretName}=)[^&\\s"\\\\]+`, 'gi'), `$1${redacted}`],
  [/\b(questline_\w+=)[^;\s"\\]+/g, `$1${redacted}`],
  [/\b((?:Bearer|Basic)\s+)[\w.~+/=-]{8,}/gi, `$1${redacted}`],
  // A JSON Web Token, wherever it stands.
  [/(?<![\w-])eyJ[\w-]+\.[\w-]+\.[\w-]*/g, redacted],
];

/**
 * Takes what could be a secret out of a log line: values of fields, headers and parameters that are
 * named like one, session cookies, tokens, credentials in URLs. JSON stays JSON.
 */
export const redactSecrets = (line: string): string =>
  rules.reduce(
    (text, [pattern, replacement]) => text.replaceAll(pattern, replacement),
    redactCredentials(line),
  );
