#!/usr/bin/env node
// Plain JavaScript, so that a Node that is too old can say so instead of failing on types.
const [major, minor] = process.versions.node.split('.').map(Number);

if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(`questline needs Node 22.18 or later; this is ${process.versions.node}.\n`);
  process.exitCode = 1;
} else {
  await import('../src/main.ts');
}
