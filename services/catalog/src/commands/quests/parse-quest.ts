import {
  questCreateFull,
  questCreateShort,
  questEditFull,
  questEditShort,
} from '@questline/contracts/catalog/quest';
import { isStorableText } from '@questline/contracts/storable-text';
import { toFieldErrors } from '@questline/http/field-errors';
import type { FieldError } from '@questline/http/refusal';
import type { z } from 'zod';

/** A quest as a client wrote it, in one of the two forms. */
export type QuestForm =
  | { readonly kind: 'short'; readonly body: z.infer<typeof questCreateShort> }
  | { readonly kind: 'full'; readonly body: z.infer<typeof questCreateFull> };

/** What a client wants changed of a quest. */
export type QuestEdit =
  | { readonly kind: 'short'; readonly body: z.infer<typeof questEditShort> }
  | { readonly kind: 'full'; readonly body: z.infer<typeof questEditFull> };

/** The largest definition the schema allows has some 7,000 values, none deeper than 9. */
const valuesMax = 10_000;
const depthMax = 16;

const fault = (message: string): Read<never> => ({
  kind: 'faults',
  faults: [{ path: '', message }],
});

/** Whether a body is small enough to look at: without recursion, and no further than the limits. */
const isSmall = (body: unknown): boolean => {
  const open: (readonly [value: unknown, depth: number])[] = [[body, 1]];
  for (let values = 0; values < open.length; values += 1) {
    const [value, depth] = open[values] ?? [undefined, 0];
    if (typeof value !== 'object' || value === null) continue;
    if (depth > depthMax) return false;
    // Names cost less to list than values, where there are a hundred thousand.
    const names = Array.isArray(value) ? value : Object.keys(value);
    if (open.length + names.length > valuesMax) return false;
    for (const each of Object.values(value)) open.push([each, depth + 1]);
  }
  return true;
};

/** Texts that the database could not store, each with its path. */
const unstorableIn = (value: unknown, path: readonly string[] = []): readonly FieldError[] => {
  if (typeof value === 'string') {
    return isStorableText(value)
      ? []
      : [{ path: path.join('.'), message: 'holds characters that cannot be stored' }];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, each]) => unstorableIn(each, [...path, name]));
};

const shortKeys = ['reward_id', 'streak', 'duplication'] as const;

/** Which form is meant is told by the keys, so that faults are those of that form alone. */
const isShortForm = (body: object): boolean => shortKeys.some((key) => key in body);

type Read<Parsed> =
  | { readonly kind: 'read'; readonly form: Parsed }
  | { readonly kind: 'faults'; readonly faults: readonly FieldError[] };

const readBy = <Schema extends z.ZodType, Kind extends string>(
  schema: Schema,
  kind: Kind,
  body: object,
): Read<{ readonly kind: Kind; readonly body: z.infer<Schema> }> => {
  const { data, error } = schema.safeParse(body);
  if (error) return { kind: 'faults', faults: toFieldErrors(error) };
  const faults = unstorableIn(data);
  if (faults.length > 0) return { kind: 'faults', faults };
  return { kind: 'read', form: { kind, body: data as z.infer<Schema> } };
};

/** Reads the body that creates a quest. */
export const parseQuest = (body: unknown): Read<QuestForm> => {
  if (typeof body !== 'object' || body === null) return fault('must be an object');
  if (!isSmall(body)) return fault('is too large or too deep');
  return isShortForm(body)
    ? readBy(questCreateShort, 'short', body)
    : readBy(questCreateFull, 'full', body);
};

/** Reads the body that edits a quest. What both forms have is an edit of either. */
export const parseQuestEdit = (body: unknown): Read<QuestEdit> => {
  if (typeof body !== 'object' || body === null) return fault('must be an object');
  if (!isSmall(body)) return fault('is too large or too deep');
  return isShortForm(body)
    ? readBy(questEditShort, 'short', body)
    : readBy(questEditFull, 'full', body);
};
