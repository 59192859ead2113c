import { parseArgs } from 'node:util';

/** What the program is asked to do. */
export interface Arguments {
  readonly command: 'validate' | 'plan' | 'apply' | 'export';
  readonly paths: readonly string[];
  readonly url: string | undefined;
  readonly prune: boolean;
  readonly overwrite: boolean;
  readonly json: boolean;
  readonly detailedExitCode: boolean;
  readonly yes: boolean;
  readonly archived: boolean;
  /** Where a plan is written to. */
  readonly out: string | undefined;
  /** Where a plan is read from. */
  readonly plan: string | undefined;
  readonly schema: string | undefined;
}

export type Parsed =
  | { readonly kind: 'arguments'; readonly arguments: Arguments }
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  | { readonly kind: 'wrong'; readonly message: string };

export const usage = `Usage: questline <command> [options]

  validate <path…>   check quests and rewards in YAML files and directories
  plan <path…>       show what apply would change in the catalog
  apply <path…>      change the catalog to what the files say
  export <directory> write the catalog as files

  --url <address>     where Questline is; else QUESTLINE_URL, else http://localhost:5173
  --prune             plan, apply: archive quests and retire rewards that no file has
  --overwrite         plan, apply: replace what was edited elsewhere since the last apply
                      export: replace files that differ
  --json              plan: as JSON
  --out <file>        plan: write the plan to a file, for apply
  --detailed-exitcode plan: 0 no changes, 2 changes, 1 faults
  --plan <file>       apply: make this plan, instead of one from files
  --yes               apply: do not ask
  --archived          export: archived quests as well
  --schema <address>  export: where editors find questline.schema.json
  --help, --version

The API key is read from QUESTLINE_API_KEY; it needs catalog:read, for apply catalog:write too.`;

const options = {
  url: { type: 'string' },
  prune: { type: 'boolean' },
  overwrite: { type: 'boolean' },
  json: { type: 'boolean' },
  'detailed-exitcode': { type: 'boolean' },
  yes: { type: 'boolean' },
  archived: { type: 'boolean' },
  out: { type: 'string' },
  plan: { type: 'string' },
  schema: { type: 'string' },
  help: { type: 'boolean' },
  version: { type: 'boolean' },
} as const;

type Option = keyof typeof options;

const allowed: Readonly<Record<Arguments['command'], readonly Option[]>> = {
  validate: [],
  plan: ['url', 'prune', 'overwrite', 'json', 'out', 'detailed-exitcode'],
  apply: ['url', 'prune', 'overwrite', 'plan', 'yes'],
  export: ['url', 'overwrite', 'archived', 'schema'],
};

const wrong = (message: string): Parsed => ({ kind: 'wrong', message });

const checkPaths = (command: Arguments['command'], count: number, plan: string | undefined) => {
  if (command === 'export' && count !== 1) return 'export needs one directory.';
  if (plan !== undefined && count > 0) return 'apply --plan takes no files: the plan says it all.';
  if (command !== 'export' && plan === undefined && count === 0) {
    return `${command} needs files or directories.`;
  }
  return undefined;
};

const isCommand = (word: string | undefined): word is Arguments['command'] =>
  word !== undefined && Object.hasOwn(allowed, word);

const parse = (argv: readonly string[]) => {
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true });
  } catch (error) {
    return error as Error;
  }
};

/** Reads the command line. */
export const parseArguments = (argv: readonly string[]): Parsed => {
  // What stands on a command line is seen by every process of the machine.
  if (argv.some((argument) => /^--?(api-?)?key\b|^qlk_/i.test(argument))) {
    return wrong('The API key is read from QUESTLINE_API_KEY only, not from the command line.');
  }
  const parsed = parse(argv);
  if (parsed instanceof Error) return wrong(parsed.message);
  const { values, positionals } = parsed;
  if (values.version) return { kind: 'version' };
  const [command, ...paths] = positionals;
  if (values.help || command === undefined) return { kind: 'help' };
  if (!isCommand(command)) return wrong(`There is no command '${command}'.`);
  const strange = Object.keys(values).find((name) => !allowed[command].includes(name as Option));
  if (strange !== undefined) return wrong(`${command} has no option --${strange}.`);
  const fault = checkPaths(command, paths.length, values.plan);
  if (fault !== undefined) return wrong(fault);
  const { url, prune, overwrite, json, yes, archived, out, plan, schema } = values;
  return {
    kind: 'arguments',
    arguments: {
      command,
      paths,
      url,
      prune: prune ?? false,
      overwrite: overwrite ?? false,
      json: json ?? false,
      detailedExitCode: values['detailed-exitcode'] ?? false,
      yes: yes ?? false,
      archived: archived ?? false,
      out,
      plan,
      schema,
    },
  };
};
