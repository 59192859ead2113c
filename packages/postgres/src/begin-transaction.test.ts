import { describe, expect, it } from 'vitest';
import { beginTransaction } from './begin-transaction.ts';

/** A connection that notes what is sent; `begin` is answered when the test says so. */
const startClient = () => {
  const sent: string[] = [];
  const failing = new Map<string, Error>();
  const beginning = Promise.withResolvers<unknown>();
  const query = async (statement: string | { text: string }) => {
    const text = typeof statement === 'string' ? statement : statement.text;
    sent.push(text);
    const failure = failing.get(text);
    if (failure) throw failure;
    return text === 'begin' ? beginning.promise : { rows: [] };
  };
  return { sent, beginning, failing, ...beginTransaction({ query } as never) };
};

describe('a transaction', () => {
  it('sends its early statements with begin, without waiting for the answer', async () => {
    const { tx, sent } = startClient();
    await Promise.all([
      tx.query({ text: 'lock', early: true }),
      tx.query({ text: 'read', early: true }),
    ]);
    expect(sent).toEqual(['begin', 'lock', 'read']);
  });

  it('sends what writes once it has begun, and keeps the order of the calls', async () => {
    const { tx, sent, beginning } = startClient();
    const running = Promise.all([
      tx.query({ text: 'write' }),
      tx.query({ text: 'read', early: true }),
    ]);
    await Promise.resolve();
    expect(sent).toEqual(['begin']);
    beginning.resolve({});
    await running;
    expect(sent).toEqual(['begin', 'write', 'read']);
  });

  it('sends nothing that writes when begin fails', async () => {
    const { tx, sent, beginning, begun } = startClient();
    const running = tx.query({ text: 'write' });
    beginning.reject(new Error('cancelled'));
    await expect(running).rejects.toThrow('cancelled');
    await expect(begun).rejects.toThrow('cancelled');
    expect(sent).toEqual(['begin']);
  });

  it('fails with the first failure, however deep its statement is awaited', async () => {
    const { tx, beginning, failing } = startClient();
    beginning.resolve({});
    failing.set('write', new Error('deadlock'));
    failing.set('refused', new Error('the transaction is aborted'));
    const deep = async () => {
      await Promise.all([Promise.all([tx.query({ text: 'write' })])]);
    };
    await expect(Promise.all([deep(), tx.query({ text: 'refused' })])).rejects.toThrow('deadlock');
  });

  it('sends nothing after its end', async () => {
    const { tx, sent, beginning, end } = startClient();
    beginning.resolve({});
    await tx.query({ text: 'write' });
    end();
    await expect(tx.query({ text: 'later' })).rejects.toThrow('has ended');
    expect(sent).toEqual(['begin', 'write']);
  });
});
