import { z } from 'zod';
import { resourceFile } from '../files/file-schema.ts';

/** The JSON Schema of a document, as text: what editors check and complete by. */
export const toJsonSchema = (): string => {
  const { $schema, ...schema } = z.toJSONSchema(resourceFile, { io: 'input' });
  const head = {
    $schema,
    title: 'Questline quest or reward',
    description: 'One YAML document of a file that `questline` reads.',
  };
  return `${JSON.stringify({ ...head, ...schema }, null, 2)}\n`;
};
