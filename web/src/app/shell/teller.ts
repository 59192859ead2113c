import type { Notification } from '@questline/contracts/processing/notification';
import { type Gathered, gather, gatherKey } from '../../features/notifications/gather.ts';
import { notificationWords } from '../../features/notifications/notification-words.ts';
import { markSeen } from '../../features/notifications/notifications.api.ts';
import { isToastHeld, showToast } from '../../ui/toast/toast-store.ts';

type Told = { gathered: Gathered | undefined; unseen: string[] };

/** Not seen is told again on the next visit, so a failure here needs no care. */
const markAllSeen = (told: Told): void => {
  for (const id of told.unseen.splice(0)) void markSeen(id).catch(() => undefined);
};

/**
 * Tells of notifications as toasts. One that belongs to a toast on screen or waiting changes its
 * words instead, so that a burst of events is one toast.
 */
export const createTeller = () => {
  const toldOf = new Map<string, Told>();
  return (notification: Notification): void => {
    for (const key of toldOf.keys()) if (!isToastHeld(key)) toldOf.delete(key);
    const key = gatherKey(notification);
    const told = toldOf.get(key) ?? { gathered: undefined, unseen: [] };
    told.unseen.push(notification.id);
    told.gathered = gather(told.gathered, notification);
    toldOf.set(key, told);
    const words = notificationWords(told.gathered.notification, told.gathered.times);
    showToast({ id: key, ...words, onShown: () => markAllSeen(told) });
  };
};
