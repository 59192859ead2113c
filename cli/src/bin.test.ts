import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const program = new URL('../bin/questline.js', import.meta.url);

const runAs = (version: string) => {
  const pretend = `Object.defineProperty(process.versions, 'node', { value: '${version}' })`;
  const code = `${pretend}; process.argv = ['', '', '--version']; await import('${program}');`;
  return spawnSync(process.execPath, ['--input-type=module', '--eval', code], { encoding: 'utf8' });
};

it.each(['18.20.8', '20.20.2', '22.17.1'])(
  'Node %s is told to be too old, in a line',
  (version) => {
    const { status, stdout, stderr } = runAs(version);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toBe(`questline needs Node 22.18 or later; this is ${version}.\n`);
  },
);

it.each(['22.18.0', '23.0.0', '24.21.0'])('Node %s is new enough', (version) => {
  expect(runAs(version)).toMatchObject({ status: 0, stdout: '0.1.0\n', stderr: '' });
});

it('has colours nowhere but on a terminal', () => {
  const { stdout } = spawnSync(process.execPath, [fileURLToPath(program), '--help'], {
    encoding: 'utf8',
  });
  expect(stdout).toMatch(/^Usage: questline/);
  expect(stdout.includes('\u001b')).toBe(false);
});
