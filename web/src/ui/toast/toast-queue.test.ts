import { describe, expect, it } from 'vitest';
import { addToast, dwellMs, emptyQueue, removeToast, type ToastQueue } from './toast-queue.ts';

const toast = (id: string) => ({ id, title: id, detail: '', picture: 'step' });
const queueOf = (...ids: string[]): ToastQueue =>
  ids.reduce((queue, id) => addToast(queue, toast(id)), emptyQueue);
const ids = (queue: ToastQueue) => ({
  visible: queue.visible.map(({ id }) => id),
  waiting: queue.waiting.map(({ id }) => id),
});

describe('the toast queue', () => {
  it('given a burst of five, when they are added, then three show and two wait in order', () => {
    expect(ids(queueOf('a', 'b', 'c', 'd', 'e'))).toEqual({
      visible: ['a', 'b', 'c'],
      waiting: ['d', 'e'],
    });
  });

  it('given one waiting, when a visible one closes, then it takes the free place', () => {
    const queue = removeToast(queueOf('a', 'b', 'c', 'd'), 'b');
    expect(ids(queue)).toEqual({ visible: ['a', 'c', 'd'], waiting: [] });
  });

  it('given an id that shows or waits, when it is added again, then nothing changes', () => {
    const queue = queueOf('a', 'b', 'c', 'd');
    expect(addToast(queue, toast('a'))).toBe(queue);
    expect(addToast(queue, toast('d'))).toBe(queue);
  });

  it('given an id that shows, when it says something else, then its words change in place', () => {
    const queue = addToast(queueOf('a', 'b'), { ...toast('a'), detail: '2 of 3' });
    expect(ids(queue).visible).toEqual(['a', 'b']);
    expect(queue.visible[0]?.detail).toBe('2 of 3');
  });

  it('given an id that waits, when it says something else, then it keeps its place', () => {
    const queue = addToast(queueOf('a', 'b', 'c', 'd', 'e'), { ...toast('d'), title: 'D' });
    expect(queue.waiting.map(({ title }) => title)).toEqual(['D', 'e']);
  });

  it('given others waiting, when a toast shows, then it stays for less time', () => {
    expect(dwellMs(queueOf('a', 'b', 'c', 'd'))).toBeLessThan(dwellMs(queueOf('a')));
  });

  it('given a flood, when it goes on, then the queue stays bounded', () => {
    const flood = Array.from({ length: 500 }, (_, index) => `n${index}`);
    expect(queueOf(...flood).waiting).toHaveLength(200);
  });
});
