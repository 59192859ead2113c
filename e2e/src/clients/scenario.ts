import { expect } from 'vitest';
import { newName, type Product } from './product.ts';
import { runTool } from './run-tool.ts';

/**
 * Runs a program that uses a generated client: it signs in, makes a quest and a key, is refused a second
 * quest of the name, sends an event with the key, and reads what that caused.
 */
export const expectScenario = async (
  { baseUrl }: Product,
  label: string,
  program: string,
  args: readonly string[],
): Promise<void> => {
  const { code, output } = await runTool(program, [...args, baseUrl, newName(label)]);
  expect([code, output]).toEqual([0, expect.stringMatching(/^\{/)]);
  expect(JSON.parse(output)).toEqual({
    refused: 'name-taken',
    status: 'accepted',
    credited: true,
    gold: 7,
    events: 1,
  });
};
