import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { findDevelopmentSecrets } from '@questline/lifecycle/development-secrets';
import { parse, parseAllDocuments, type ScalarTag } from 'yaml';

export const projectRoot = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
export const inProject = (path: string): string => `${projectRoot}/${path}`;
export const isInProject = (path: string): boolean => existsSync(inProject(path));
export const readText = (path: string): string => readFileSync(inProject(path), 'utf8');

// biome-ignore lint/suspicious/noExplicitAny: documents of many kinds, held against their schemas elsewhere
export type Document = any;

/** A tag with all three numbers, or the two that PostgreSQL has: the same content next year. */
export const exactImage = /:v?(\d+\.\d+\.\d+|(?<=postgres:)\d+\.\d+)(-[\w.-]+)?$/;

/** Compose's own tags, which say how a list is laid over another. */
const composeTags: ScalarTag[] = [];
for (const tag of ['!override', '!reset']) {
  composeTags.push({ tag, resolve: (text) => text });
}

/** The files are our own: anchors may be used as often as processes share something. */
const maxAliasCount = -1;

export const readYaml = (path: string): Document =>
  parse(readText(path), {
    merge: true,
    logLevel: 'error',
    customTags: composeTags,
    maxAliasCount,
  });

export const parseDocuments = (text: string): Document[] =>
  parseAllDocuments(text).map((document) => {
    if (document.errors[0]) throw document.errors[0];
    return document.toJS();
  });

const owners = [
  ...readdirSync(inProject('services')).map((service) => `services/${service}`),
  'packages/service-process',
];

/** Every process there is: `services/auth/src/processes/http.ts`, … */
export const processFiles = owners.flatMap((owner) =>
  readdirSync(inProject(`${owner}/src/processes`)).map((file) => `${owner}/src/processes/${file}`),
);

type SettingsSchema = Parameters<typeof findDevelopmentSecrets>[0];

/** What a process reads: the schema it hands to parseConfig, out of its service's config.ts. */
export const settingsOf = async (processFile: string): Promise<SettingsSchema> => {
  const [, name] = /parseConfig\((\w+)[,)]/.exec(readText(processFile)) ?? [];
  if (name === undefined) throw new Error(`${processFile} parses no settings`);
  const config = processFile.replace(/processes\/.*/, 'config.ts');
  return (await import(inProject(config)))[name];
};

/** What is wrong with an environment for a process: names nobody reads, values it would refuse. */
export const findBadSettings = async (
  processFile: string,
  environment: Readonly<Record<string, unknown>>,
): Promise<string[]> => {
  const schema = await settingsOf(processFile);
  const unknown = Object.keys(environment)
    .filter((name) => !(name in schema.shape))
    .map((name) => `${name}: nobody reads it`);
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const { error } = schema.safeParse(given);
  const refused = error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];
  return [...unknown, ...refused];
};
