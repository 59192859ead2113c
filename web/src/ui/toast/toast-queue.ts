export type Toast = {
  id: string;
  title: string;
  detail: string;
  /** A currency or item to picture, or the kind of step that was made. */
  picture: string;
  /** Called when the toast comes into view. */
  onShown?: () => void;
};

export type ToastQueue = { visible: readonly Toast[]; waiting: readonly Toast[] };

export const emptyQueue: ToastQueue = { visible: [], waiting: [] };

/** A check-in that completes a quest tells three things at once: they are seen together. */
const visibleMax = 3;
const waitingMax = 200;

const fill = (queue: ToastQueue): ToastQueue => {
  const room = Math.max(0, visibleMax - queue.visible.length);
  return {
    visible: [...queue.visible, ...queue.waiting.slice(0, room)],
    waiting: queue.waiting.slice(room),
  };
};

const sayTheSame = (a: Toast, b: Toast): boolean =>
  a.title === b.title && a.detail === b.detail && a.picture === b.picture;

/** The toast of this id, whether it shows or waits. */
export const findToast = (queue: ToastQueue, id: string): Toast | undefined =>
  [...queue.visible, ...queue.waiting].find((toast) => toast.id === id);

/** One with other words takes the place of the toast of its id, and begins its time anew. */
const replace = (queue: ToastQueue, known: Toast, toast: Toast): ToastQueue => {
  if (sayTheSame(known, toast)) return queue;
  const swap = (toasts: readonly Toast[]) =>
    toasts.map((entry) => (entry === known ? toast : entry));
  return { visible: swap(queue.visible), waiting: swap(queue.waiting) };
};

/** The same id is queued once; past the bound the newest are refused, and come again on a replay. */
export const addToast = (queue: ToastQueue, toast: Toast): ToastQueue => {
  const known = findToast(queue, toast.id);
  if (known) return replace(queue, known, toast);
  if (queue.waiting.length >= waitingMax) return queue;
  return fill({ ...queue, waiting: [...queue.waiting, toast] });
};

export const removeToast = (queue: ToastQueue, id: string): ToastQueue =>
  fill({
    visible: queue.visible.filter((toast) => toast.id !== id),
    waiting: queue.waiting.filter((toast) => toast.id !== id),
  });

/** How long a toast stays: shorter while others wait, so that a burst does not last for minutes. */
export const dwellMs = (queue: ToastQueue): number => (queue.waiting.length > 0 ? 3_000 : 6_000);
