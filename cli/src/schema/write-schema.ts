import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { toJsonSchema } from './json-schema.ts';

// `npm run schema`: after a change of what a file may say.
const target = new URL('../../../docs/schemas/questline.schema.json', import.meta.url);
await writeFile(fileURLToPath(target), toJsonSchema());
