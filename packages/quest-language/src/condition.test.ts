import { describe, expect, test } from 'vitest';
import { type ConditionEvent, compileCondition } from './condition.ts';

const event: ConditionEvent = {
  type: 'order.paid',
  source: 'shop',
  user_id: 'user-1',
  time: new Date('2026-06-05T22:30:15.250Z'),
  data: {
    n: 10,
    half: 2.5,
    text: 'abc',
    numbers: [1, 2, 3],
    nothing: null,
    index: 1,
    object: { a: 1 },
    items: [
      { price: 5, quantity: 2 },
      { price: 1, quantity: 1 },
    ],
  },
};

const holds = (text: string, of: ConditionEvent = event): boolean | undefined => {
  const compiled = compileCondition(text);
  if (compiled.kind === 'fault') throw new Error(compiled.message);
  return compiled.condition(of);
};

const messageOf = (text: string): string | undefined => {
  const compiled = compileCondition(text);
  return compiled.kind === 'fault' ? compiled.message : undefined;
};

describe('a condition that holds', () => {
  test.each([
    'event.data.n == 10',
    '10 == event.data.n',
    'event.data.n >= 10',
    'event.data.n < 10.5',
    'event.data.n * 2 == 20',
    '2 * event.data.n == 20.0',
    'event.data.n + 1 == 11 && event.data.n - 1 == 9 && -event.data.n == -10',
    'event.data.n / 4 == 2.5',
    'event.data.n % 3 == 1',
    '7 / 2 == 3',
    'event.data.n in [1, 10]',
    'event.data.text in ["abc", "d"]',
    'event.data.numbers[0] == 1 && event.data.numbers[event.data.index] == 2',
    'event.data["n"] == 10',
    'event.data.items[0].price == 5',
    'event.data.numbers == [1, 2, 3] && event.data.object == {"a": 1.0}',
    'event.data.numbers + [4] == [1, 2, 3, 4]',
    'event.data.nothing == null',
    'has(event.data.n) && !has(event.data.missing)',
    '"n" in event.data && !("missing" in event.data)',
    'event.data.missing == 1 || true',
    'event.data.n > 5 ? true : false',
    'event.type == "order.paid" && event.source == "shop" && event.user_id == "user-1"',
    'event.data.text.matches("^a.c$") && matches(event.data.text, "b")',
    'event.data.text.startsWith("a") && event.data.text.endsWith("c") && event.data.text.contains("b")',
    'event.data.text + "d" == "abcd" && size(event.data.text) == 3 && event.data.numbers.size() == 3',
    'event.data.text < "abd" && event.data.text >= "abc"',
    'string(event.data.n) == "10" && int("12") == 12 && double("1.5") == 1.5 && int(event.data.half) == 2',
  ])('%s', (text) => expect(holds(text)).toBe(true));

  test.each([
    'event.data.items.exists(i, i.price * i.quantity >= 10)',
    'event.data.items.all(i, i.price > 0)',
    'event.data.items.exists_one(i, i.price == 5)',
    'event.data.items.filter(i, i.price > 1).size() == 1',
    'event.data.items.map(i, i.price) == [5, 1]',
    'event.data.items.map(i, i.price > 1, i.quantity) == [2]',
    'event.data.numbers.map(x, x + 1).filter(x, x > 2).map(x, x * 10) == [30, 40]',
    'event.data.numbers.exists(x, event.data.numbers.exists(y, x * y == 6))',
    'event.data.object.exists(key, key == "a")',
    '[].all(x, false) && [[1], [2]].map(x, x.map(y, y * 2)) == [[2], [4]]',
  ])('over a list: %s', (text) => expect(holds(text)).toBe(true));

  test.each([
    'event.time > timestamp("2026-06-01T00:00:00Z")',
    'event.time - timestamp("2026-06-05T22:00:00Z") > duration("30m")',
    'event.time + duration("1h") == timestamp("2026-06-05T23:30:15.250Z")',
    'event.time.getFullYear() == 2026 && event.time.getMonth() == 5 && event.time.getDate() == 5',
    'event.time.getDayOfMonth() == 4 && event.time.getDayOfWeek() == 5 && event.time.getDayOfYear() == 155',
    'event.time.getHours() == 22 && event.time.getMinutes() == 30 && event.time.getSeconds() == 15',
    'event.time.getMilliseconds() == 250',
    'event.time.getHours("Europe/Berlin") == 0 && event.time.getDate("Europe/Berlin") == 6',
    'event.time.getDayOfWeek("Europe/Berlin") == 6 && event.time.getMinutes("Asia/Kolkata") == 0',
    'event.time.getHours("+02:00") == 0 && event.time.getHours("-01:30") == 21',
  ])('of time: %s', (text) => expect(holds(text)).toBe(true));

  test('of extension attributes', () => {
    const extended = { ...event, extensions: { shard: 'eu-1', level: 3, beta: true } };
    expect(
      holds(
        'event.extensions.shard.startsWith("eu") && event.extensions.level > 2 && event.extensions.beta',
        extended,
      ),
    ).toBe(true);
  });

  test('where summer time leaves out an hour', () => {
    const gap = { ...event, time: new Date('2026-03-29T01:15:00Z') };
    expect(holds('event.time.getHours("Europe/Berlin") == 3', gap)).toBe(true);
    expect(holds('event.time.getHours() == 1', gap)).toBe(true);
  });
});

describe('a condition is neither true nor false', () => {
  test.each([
    ['a field is missing', 'event.data.missing == 1'],
    ['a field below is missing', 'event.data.missing.too > 1'],
    ['types do not go together', 'event.data.n > "a"'],
    ['an element is missing', 'event.data.numbers[3] == 1'],
    ['an index is not whole', 'event.data.numbers[event.data.half] == 1'],
    ['something else than a list is gone over', 'event.data.n.exists(x, true)'],
    ['a text is no number', 'int(event.data.text) == 0'],
    ['division is by zero', '1 / 0 == 1'],
    ['an extension attribute is missing', 'event.extensions.shard == "a"'],
  ])('where %s', (_, text) => expect(holds(text)).toBe(undefined));
});

describe('a condition is false', () => {
  test.each([
    ['the result is not true or false', 'event.data.n'],
    ['a null is asked for with has', 'has(event.data.nothing)'],
    ['there is no such extension attribute', 'has(event.extensions.shard)'],
  ])('where %s', (_, text) => expect(holds(text)).toBe(false));

  test('but what an error does not decide is decided', () => {
    expect(holds('event.data.numbers.exists(x, x.missing || x == 2)')).toBe(true);
    expect(holds('event.data.missing == 1 && false')).toBe(false);
    expect(holds('!(event.data.missing == 1 && false)')).toBe(true);
  });

  test('and errors leave stack traces as they were', () => {
    const before = Error.stackTraceLimit;
    holds('event.data.missing == 1');
    expect(Error.stackTraceLimit).toBe(before);
  });
});

describe('a fault', () => {
  test.each([
    ['foo == 1', "knows no 'foo': only 'event' has a value here"],
    ['x.exists(y, true)', "knows no 'x'"],
    ['event.data.numbers.exists(x, y == 1)', "knows no 'y'"],
    ['event.data.numbers.exists(x, true) && x == 1', "knows no 'x'"],
    ['event.data.numbers.exists(event, true)', "'event' cannot name an element"],
    ['event.dat.n == 1', "event has no 'dat': it has type, source, user_id, time, data"],
    ['frobnicate(event.data.n)', "knows no function 'frobnicate'"],
    ['event.data.n.frobnicate() == 1', "knows no function 'frobnicate'"],
    ['type(event.data.n) == int', "knows no function 'type'"],
    ['size(event.data.n, 1) == 1', "'size' has 2 arguments"],
    ['google.protobuf.Duration{seconds: 1} == 1', "knows no 'google.protobuf.Duration'"],
    ['1u == 1u', 'unsigned numbers have no use'],
    ['b"a" == b"a"', 'bytes have no use'],
    ['{1: 2}[1] == 2', 'the keys of a map must be strings'],
    ['1 +', 'line 1, column 3: found + but expecting end of input'],
    ['', 'found end of input'],
    ['event.data.n + 1', 'must be true or false'],
    ['"abc"', 'must be true or false'],
    ['event.type', 'must be true or false'],
    ['event.data.numbers.map(x, x)', 'must be true or false'],
    ['event.data.n > 1 ? "yes" : "no"', 'must be true or false'],
    ['event.data.n > 1 && "yes"', "'&&' is given something that is not true or false"],
    ['!size(event.data.text)', "'!' is given something that is not true or false"],
    ['event.time.getHours("Mars/Olympus") == 1', "knows no time zone 'Mars/Olympus'"],
    ['event.time.getHours(event.data.zone) == 1', 'a time zone must be a string literal'],
    ['event.data.text.matches(event.data.text)', 'the pattern of matches must be a string literal'],
    ['event.data.text.matches("a(")', 'missing closing )'],
    ['event.data.text.matches(r"\\pL")', '\\p is not supported'],
    ['event.data.text.matches("(a{100}){100}")', 'repeats too much'],
    ['event.data.text.matches("(?s-i:(?i)[a-é])")', 'must not have ranges beyond ASCII'],
    ['event.data.text.matches("((a{20}){20}){20}")', 'repeats too much'],
    ['event.data.text.matches("a{200}b{200}")', 'repeats too much'],
    [
      'event.data.a.all(x, event.data.b.all(y, event.data.c.all(z, true)))',
      'nests all, exists, exists_one, map and filter more than 2 deep',
    ],
    [`event.data.n in [${'1,'.repeat(100)}1]`, 'more than 100 elements'],
    [`event.data.n == ${'1+'.repeat(400)}1`, 'is too large'],
    [`event.data.text == "${'a'.repeat(1_000)}"`, 'is longer than 1000 characters'],
    [`${'('.repeat(21)}true${')'.repeat(21)}`, 'nests more than 20 brackets'],
  ])('of %.60s', (text, message) => expect(messageOf(text)).toContain(message));

  test('is not seen in brackets of a text', () => {
    expect(holds(`event.data.text != "${'('.repeat(50)}" && '"' != "'"`)).toBe(true);
    expect(holds(`event.data.text != r"\\" && event.data.text != '''${'['.repeat(50)}'''`)).toBe(
      true,
    );
  });
});
