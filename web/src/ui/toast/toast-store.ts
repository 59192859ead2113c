import { useSyncExternalStore } from 'react';
import {
  addToast,
  emptyQueue,
  findToast,
  removeToast,
  type Toast,
  type ToastQueue,
} from './toast-queue.ts';

let queue: ToastQueue = emptyQueue;
const listeners = new Set<() => void>();

const update = (next: ToastQueue): void => {
  if (next === queue) return;
  const before = new Set(queue.visible);
  queue = next;
  for (const toast of next.visible) if (!before.has(toast)) toast.onShown?.();
  for (const listener of listeners) listener();
};

export const showToast = (toast: Toast): void => {
  const next = addToast(queue, toast);
  const saysItAlready = next === queue && queue.visible.some(({ id }) => id === toast.id);
  if (saysItAlready) toast.onShown?.();
  update(next);
};
export const closeToast = (id: string): void => update(removeToast(queue, id));
/** Whether the toast shows or waits to be shown. */
export const isToastHeld = (id: string): boolean => findToast(queue, id) !== undefined;
export const clearToasts = (): void => update(emptyQueue);

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
};

export const useToasts = (): ToastQueue => useSyncExternalStore(subscribe, () => queue);
