import type { Tag } from '@questline/http/openapi/document';

const description = `Events in, progress counted exactly once, rewards in a ledger.

**Credentials.** A bearer token of a sign-in, the same token as a browser's cookie, or a server's
\`x-api-key\`. A request with two of them is refused.

**Paths** work with and without a slash at their end. A wrong method on a known path is 405 with
\`Allow\`; GET answers HEAD too, except for the stream.

**Lists** take \`skip\` and \`limit\` and return \`{data, count}\`; streams of facts take \`cursor\` and
\`limit\` and return \`{data, next_cursor}\`.

**Times** are RFC 3339, in UTC in answers; ids are UUIDs; amounts are integers. A client ignores fields
that it does not know: a later release may add some.

**Refusals** are problem documents (RFC 9457) with a stable \`code\`; a 422 lists in \`errors\` what is
wrong and where. What is refused changes nothing. 429 and 503 say in \`Retry-After\` when to go on.

**Repeats.** Events are known by (\`source\`, \`id\`), commands by \`Idempotency-Key\`: sent again, they
get the first answer and change nothing.`;

/** What the document says of the API as a whole. */
export const apiInfo = {
  title: 'Questline',
  version: 'v1',
  summary: 'Quest and reward engine',
  description,
  contact: { name: 'Questline' },
  license: { name: 'MIT', identifier: 'MIT' },
} as const;

/** What the tags stand for, in the order in which they are shown. */
export const apiTags: readonly Tag[] = [
  { name: 'login', description: 'Signing in and out, and the tokens of a session.' },
  { name: 'users', description: 'Accounts.' },
  { name: 'wallets', description: 'Balances, and the ledger that they are the sums of.' },
  { name: 'api-keys', description: 'Credentials of servers.' },
  { name: 'audit-log', description: 'Who did what, on what and when.' },
  { name: 'keys', description: 'The public keys that tokens are verified with.' },
  { name: 'quests', description: 'What can be earned.' },
  { name: 'rewards', description: 'What quests pay.' },
  { name: 'events', description: 'What users did.' },
  { name: 'progress', description: 'How far users are, and claims.' },
  { name: 'notifications', description: 'What a user is notified of, as a feed and as a stream.' },
  { name: 'utils', description: 'Checks of the installation.' },
];
