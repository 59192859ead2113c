import { z } from 'zod';

/** Query of a list: how many rows to skip and how many to return (1..1000). */
export const listQuery = z.object({
  skip: z.coerce.number().int().min(0).max(2_147_483_647).default(0),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});

/** Query of a stream of facts: `cursor` is the `next_cursor` of the page before. */
export const cursorQuery = z.object({
  cursor: z
    .string()
    .regex(/^\d{1,18}$/, 'a cursor is the next_cursor of an earlier page')
    .optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});

/** The answer of a list: one page and the count of all rows the query matches. */
export const listOf = <T extends z.ZodType>(item: T) =>
  z.object({ data: z.array(item), count: z.number().int() });

/** The answer of a stream of facts; `next_cursor` is null at the end. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ data: z.array(item), next_cursor: z.string().nullable() });
