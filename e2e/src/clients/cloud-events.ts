import { expect } from 'vitest';
import { createSender, newName, openProduct, readEvents } from './product.ts';

const source = '/shops/7';

/** A program that sends an event in each mode of the HTTP binding with an SDK, and a batch of two. */
export type Sender = (options: {
  readonly url: string;
  readonly secret: string;
  readonly subject: string;
}) => Promise<void>;

/** Every event that an SDK sends is stored as it was sent, whatever the mode. */
export const expectCloudEvents = async (label: string, send: Sender): Promise<void> => {
  const product = await openProduct();
  const subject = newName(label);
  const secret = await createSender(product, subject, source);
  await send({ url: `${product.baseUrl}/api/v1/events`, secret, subject });
  const stored = await readEvents(product, subject);
  expect(stored.map(({ id, source, data }) => ({ id, source, data }))).toEqual(
    ['structured', 'binary', 'batched-1', 'batched-2'].map((mode) => ({
      id: `${subject}-${mode}`,
      source,
      data: { mode, amount: 12.5 },
    })),
  );
};
