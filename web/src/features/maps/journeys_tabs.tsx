import { SegmentedControl } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';

const tabs = [
  { value: '/journeys', label: 'Maps' },
  { value: '/journeys/personas', label: 'Personas' },
  { value: '/journeys/opportunities', label: 'Opportunities' },
  { value: '/journeys/strategy', label: 'Strategy' },
  { value: '/journeys/maturity', label: 'Maturity' },
  { value: '/journeys/workshops', label: 'Workshops' },
  { value: '/journeys/mentions', label: 'Mentions' },
] as const;

export type JourneysTab = (typeof tabs)[number]['value'];

/** The parts of Journeys. */
export function JourneysTabs({ tab }: { tab: JourneysTab }) {
  const navigate = useNavigate();
  return <SegmentedControl aria-label="Part of journeys" data={[...tabs]} value={tab} onChange={(to) => void navigate({ to: to as JourneysTab })} />;
}
