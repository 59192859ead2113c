import type { ChannelModel } from 'amqplib';
import { settledWithin } from './signals.ts';

/**
 * Ends a connection without a goodbye, as a network fault would. amqplib has no public way to, and
 * its polite one waits for an answer that a broker that hangs never gives.
 */
export const destroyModel = (model: ChannelModel, reason: string): void => {
  const { stream } = model.connection as unknown as { stream: { destroy(error: Error): void } };
  stream.destroy(new Error(reason));
};

/**
 * Makes a setup safe for amqplib's recovery, which waits for it, and for the connection's goodbye
 * after a failed one, without limit: this ends in `limitMs`, and leaves a failed connection closed.
 */
export const guardSetup =
  (setup: (model: ChannelModel) => Promise<void>, limitMs: number) =>
  async (model: ChannelModel): Promise<void> => {
    // Recovery listens only once this is done; until then an error would go unheard and throw.
    model.on('error', () => undefined);
    const closing = Promise.withResolvers<void>();
    let closed: Error | undefined;
    model.on('close', (error) => {
      closed = error ?? new Error('connection closed');
      closing.resolve();
    });
    try {
      const work = setup(model);
      if (!(await settledWithin(work, limitMs))) throw new Error(`no answer in ${limitMs} ms`);
      await work;
      if (closed) throw closed;
    } catch (error) {
      if (!closed) destroyModel(model, 'setup failed');
      await closing.promise;
      throw error;
    }
  };
