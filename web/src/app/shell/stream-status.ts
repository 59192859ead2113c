import { createContext, useContext } from 'react';
import type { StreamStatus } from '../../features/notifications/notification-stream.ts';

export const StreamStatusContext = createContext<StreamStatus>('connecting');

export const useStreamStatus = (): StreamStatus => useContext(StreamStatusContext);
