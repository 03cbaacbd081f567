import type { ComponentType } from 'react';
import { CustomersIcon, DataIcon, ExploreIcon, HomeIcon, JourneysIcon, SettingsIcon } from '../design/icons';

export interface Screen {
  name: string;
  to: '/' | '/journeys' | '/explore' | '/customers' | '/data' | '/settings';
  icon: ComponentType<{ size?: number }>;
  /** Pressed after g. */
  key: string;
  /** Addresses beside its own that belong to it. */
  also?: string;
}

/** The rail, in its order. A screen stands here when its capability works. */
export const screens: Screen[] = [
  { name: 'Home', to: '/', icon: HomeIcon, key: 'h' },
  { name: 'Journeys', to: '/journeys', icon: JourneysIcon, key: 'j' },
  { name: 'Explore', to: '/explore', icon: ExploreIcon, key: 'e', also: '/dashboards' },
  { name: 'Customers', to: '/customers', icon: CustomersIcon, key: 'c' },
  { name: 'Data', to: '/data', icon: DataIcon, key: 'd' },
  { name: 'Settings', to: '/settings', icon: SettingsIcon, key: 's' },
];
