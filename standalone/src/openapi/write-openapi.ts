import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from '../config.ts';
import { addExamples } from './add-examples.ts';
import { apiInfo, apiTags } from './api-info.ts';
import { describeServices } from './describe-services.ts';
import { joinDocuments } from './join-documents.ts';

const file = join(projectRoot, 'packages/contracts/openapi.json');

/**
 * `npm run openapi`: writes the document of the whole API from the routes' own schemas. With `--check`
 * it writes nothing and fails when the file is not what it would write.
 */
const joined = joinDocuments(await describeServices(), { info: apiInfo, tags: apiTags });
const document = await addExamples(joined);
const text = `${JSON.stringify(document, null, 2)}\n`;
if (process.argv.includes('--check')) {
  const written = await readFile(file, 'utf8').catch(() => '');
  if (written !== text) {
    console.error(
      'packages/contracts/openapi.json is not what the routes say: run npm run openapi',
    );
    process.exit(1);
  }
} else {
  await writeFile(file, text);
}
process.exit(0);
