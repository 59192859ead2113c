import { describe, expect, it } from 'vitest';
import { parseArguments } from './arguments.ts';

describe('the command line', () => {
  it('is a command, its paths and its options', () => {
    const parsed = parseArguments(['plan', 'quests', 'more.yaml', '--prune', '--out', 'p.json']);
    expect(parsed).toMatchObject({
      kind: 'arguments',
      arguments: { command: 'plan', paths: ['quests', 'more.yaml'], prune: true, out: 'p.json' },
    });
  });

  it.each([
    [[], 'help'],
    [['--help'], 'help'],
    [['apply', '--help'], 'help'],
    [['--version'], 'version'],
  ])('%j asks for %s', (argv, kind) => {
    expect(parseArguments(argv).kind).toBe(kind);
  });

  it.each([
    [['destroy'], "There is no command 'destroy'."],
    [['plan'], 'plan needs files or directories.'],
    [['export'], 'export needs one directory.'],
    [['export', 'a', 'b'], 'export needs one directory.'],
    [['validate', 'a', '--prune'], 'validate has no option --prune.'],
    [['export', 'a', '--yes'], 'export has no option --yes.'],
    [['apply', 'a', '--plan', 'p'], 'apply --plan takes no files: the plan says it all.'],
    [['plan', 'a', '--nonsense'], /--nonsense/],
    [['plan', 'a', '--url'], /--url/],
  ])('%j is refused', (argv, message) => {
    const parsed = parseArguments(argv);
    if (parsed.kind !== 'wrong') throw new Error('was not refused');
    if (typeof message === 'string') expect(parsed.message).toBe(message);
    else expect(parsed.message).toMatch(message);
  });

  it.each([
    [['plan', 'a', '--api-key', 'qlk_secret']],
    [['plan', 'a', '--api-key=qlk_secret']],
    [['plan', 'a', '--key=qlk_secret']],
    [['plan', 'qlk_secret']],
  ])('%j is told where a key belongs, without repeating it', (argv) => {
    const parsed = parseArguments(argv);
    if (parsed.kind !== 'wrong') throw new Error('was not refused');
    expect(parsed.message).toContain('QUESTLINE_API_KEY only');
    expect(parsed.message).not.toContain('qlk_secret');
  });
});
