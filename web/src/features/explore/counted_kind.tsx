import { Button, Modal } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { Counted, definitions, RowsSkeleton, type Definition } from '../../design';
import { kindNames, type ExploreKind } from './ask/kinds';

const definitionOf: Record<ExploreKind, Definition> = {
  paths: 'paths',
  next: 'next',
  transitions: 'transitions',
  process: 'process',
  conformance: 'conformance',
  funnel: 'funnel',
  'time-between': 'time_between',
  retention: 'retention',
  lifecycle: 'lifecycle',
  stickiness: 'stickiness',
  trend: 'trend',
  sessions: 'sessions',
  drivers: 'drivers',
  attribution: 'attribution',
  pattern: 'pattern',
};

/** How the numbers of a kind are counted: the same words on the page of Explore and on a tile. */
export const countedWords = (kind: ExploreKind): string => definitions[definitionOf[kind]];

interface CountedKindProps {
  kind: ExploreKind;
  /** The picture's own name, where it is not the kind's. */
  what?: string;
}

/** "How is this counted?" beside the title of a picture. */
export function CountedKind({ kind, what = kindNames[kind] }: CountedKindProps) {
  const [whole, setWhole] = useState(false);
  return (
    <>
      <Counted
        what={what}
        as={definitionOf[kind]}
        more={
          <Button variant="subtle" size="compact-sm" mt={8} ml={-8} style={{ display: 'block' }} onClick={() => setWhole(true)}>
            The whole definition
          </Button>
        }
      />
      <Modal opened={whole} onClose={() => setWhole(false)} title={`${kindNames[kind]}: the whole definition`} size="xl">
        <WholeDefinition kind={kind} />
      </Modal>
    </>
  );
}

// The description of the query language is loaded when it is first read.
const DefinitionText = lazy(() => import('./definition/definition_text'));

/** What the description of the query language says about a kind. */
export function WholeDefinition({ kind }: { kind: ExploreKind }) {
  return (
    <Suspense fallback={<RowsSkeleton rows={5} height={16} />}>
      <DefinitionText kind={kind} />
    </Suspense>
  );
}
