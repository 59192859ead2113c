export interface NotificationReader {
  /** The notifications so far, and when each arrived by `performance.now()`. */
  readonly notifications: readonly { readonly kind: string; readonly atMs: number }[];
  /** Resolves when the server has ended the stream. */
  readonly ended: Promise<void>;
  close(): void;
}

/** Opens a user's notification stream on one replica and reads it in the background. */
export const readNotifications = async (
  url: string,
  token: string,
): Promise<NotificationReader> => {
  const closed = new AbortController();
  const response = await fetch(`${url}/api/v1/notifications/stream`, {
    headers: { authorization: `Bearer ${token}` },
    signal: closed.signal,
  });
  if (response.status !== 200) throw new Error(`stream: ${response.status}`);
  const notifications: { kind: string; atMs: number }[] = [];
  const collect = async () => {
    const decoder = new TextDecoder();
    let text = '';
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk, { stream: true });
      const messages = text.split('\n\n');
      text = messages.pop() ?? '';
      for (const message of messages) {
        const kind = /^event: (.*)$/m.exec(message)?.[1];
        if (kind) notifications.push({ kind, atMs: performance.now() });
      }
    }
  };
  return {
    notifications,
    // A cut connection ends a stream as well as a polite server does.
    ended: collect().catch(() => undefined),
    close: () => closed.abort(),
  };
};
