import { describe, expect, it } from 'vitest';
import { parseArguments } from './arguments.ts';

const parse = (...given: string[]) => parseArguments(given, ['limit', 'latency']);

describe('parseArguments', () => {
  it('given nothing, then it is about all scenarios', () => {
    expect(parse()).toEqual({ scenarios: [], full: false, quick: false, jsonFile: undefined });
  });

  it('given scenarios and options in any order, then it has them', () => {
    expect(parse('latency', '--json', 'out.json', 'limit', '--full', '--quick')).toEqual({
      scenarios: ['latency', 'limit'],
      full: true,
      quick: true,
      jsonFile: 'out.json',
    });
  });

  it.each([
    [['speed'], 'speed is none of limit, latency'],
    [['--json'], '--json needs'],
  ])('given %j, then it says what is wrong', (given, message) => {
    expect(() => parse(...given)).toThrow(message);
  });
});
