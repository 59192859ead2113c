import { defineConfig } from 'vitest/config';

/** Only what can tell a mutant from the original; the rest of the repository's tests cannot. */
export default defineConfig({
  test: { include: ['packages/quest-language/src/*.test.ts'] },
});
