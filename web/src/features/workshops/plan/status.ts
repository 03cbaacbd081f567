import type { WorkshopStatus } from '../../../api';

export const statusWords: Record<WorkshopStatus, string> = { waiting: 'not started', running: 'running', paused: 'paused', ended: 'ended' };
export const statusTones = { waiting: 'neutral', running: 'good', paused: 'warn', ended: 'neutral' } as const;
