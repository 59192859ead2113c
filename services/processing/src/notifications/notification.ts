import type { Notification } from '@questline/contracts/processing/notification';

type DataOf<Kind extends Notification['kind']> = Extract<Notification, { kind: Kind }>['data'];

/** A notification before it is stored: what it says and to whom. */
export type NewNotification = {
  readonly [Kind in Notification['kind']]: {
    readonly user_id: string;
    readonly kind: Kind;
    readonly data: DataOf<Kind>;
    /** Of the trace that led to it. */
    readonly traceparent?: string | undefined;
  };
}[Notification['kind']];

/** Tells running instances that these users have something new; what it is lies in the database. */
export const notificationsChannel = 'processing.notifications';

export interface NotificationHint {
  readonly user_ids: readonly string[];
}

export const toHint = (notifications: readonly NewNotification[]): NotificationHint => ({
  user_ids: [...new Set(notifications.map(({ user_id }) => user_id))],
});
