import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { type Document, inProject, parseDocuments } from './project.ts';

/** The first kubectl whose own kustomize knows components and labels. */
const kubectlMinorMin = 27;

const works = (
  command: string,
  args: string[],
  env: Readonly<Record<string, string>> = {},
): string | undefined => {
  const options = { encoding: 'utf8', env: { ...process.env, ...env } } as const;
  const { status, stdout } = spawnSync(command, args, options);
  return status === 0 ? stdout : undefined;
};

/** Where a kustomize of our own is put; gone with node_modules. */
const toolFolder = inProject('node_modules/.cache/questline');
const kustomizeModule = 'sigs.k8s.io/kustomize/kustomize/v5@v5.7.1';

const findRenderer = (): [string, ...string[]] | undefined => {
  const kubectl = works('kubectl', ['version', '--client']);
  const [, minor] = /Client Version: v1\.(\d+)/.exec(kubectl ?? '') ?? [];
  if (Number(minor) >= kubectlMinorMin) return ['kubectl', 'kustomize'];
  for (const kustomize of ['kustomize', `${toolFolder}/kustomize`]) {
    if (/^v?5\./m.test(works(kustomize, ['version']) ?? '')) return [kustomize, 'build'];
  }
  return undefined;
};

/** Debian's package of kubectl, where this is root and the package is new enough. */
const installKubectl = (): void => {
  if (process.getuid?.() !== 0) return;
  const policy = works('apt-cache', ['policy', 'kubernetes-client']);
  const [, minor] = /Candidate: 1\.(\d+)/.exec(policy ?? '') ?? [];
  if (Number(minor) < kubectlMinorMin || minor === undefined) return;
  works('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'kubernetes-client']);
};

/** kustomize built from its source, where Go is at hand; half a minute, once. */
const buildKustomize = (): void => {
  works('go', ['install', kustomizeModule], { GOBIN: toolFolder });
};

let renderer: [string, ...string[]] | undefined;

const render = (folder: string): Document[] => {
  renderer ??= findRenderer();
  for (const install of [installKubectl, buildKustomize]) {
    if (renderer !== undefined) break;
    install();
    renderer = findRenderer();
  }
  if (renderer === undefined) {
    throw new Error(
      `the manifests cannot be checked: install kubectl 1.${kubectlMinorMin} or newer, or kustomize 5`,
    );
  }
  const [command, ...args] = renderer;
  const text = execFileSync(command, [...args, folder], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return parseDocuments(text);
};

/** The objects of an overlay, as `kubectl apply -k` would send them. */
export const renderOverlay = (name: string): Document[] =>
  render(inProject(`deploy/kubernetes/overlays/${name}`));

/** The same with one more component in the overlay's own list, as a person would add it. */
export const renderOverlayWith = (name: string, component: string): Document[] => {
  const copy = mkdtempSync(join(tmpdir(), 'questline-deploy-'));
  try {
    cpSync(inProject('deploy'), copy, { recursive: true });
    const file = join(copy, 'kubernetes/overlays', name, 'kustomization.yaml');
    const kustomization = parse(readFileSync(file, 'utf8'));
    const components = [...(kustomization.components ?? []), `../../components/${component}`];
    writeFileSync(file, stringify({ ...kustomization, components }));
    return render(join(copy, 'kubernetes/overlays', name));
  } finally {
    rmSync(copy, { recursive: true });
  }
};
