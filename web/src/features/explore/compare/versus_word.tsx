import { useSegments } from '../../../api';
import { PickList, SentenceControl, type Pick } from '../../../design';
import type { ExploreDocument, Versus } from '../ask/explore_search';
import { predicateWords } from '../ask/predicate_words';

interface VersusWordProps {
  document: ExploreDocument;
  value: Versus | null;
  onChange: (versus: Versus | null) => void;
}

const [nobody, rest] = ['nobody', 'rest'];

/** "Compared with nobody", as the last words of the question. */
export function VersusWord({ document, value, onChange }: VersusWordProps) {
  const segments = useSegments().data?.items ?? [];
  const names = new Map(segments.map(({ id, name }) => [id, name]));
  const options: Pick[] = [
    { value: nobody, label: 'nobody' },
    ...(document.who === undefined ? [] : [{ value: rest, label: 'everyone else', detail: 'all others' }]),
    ...segments.map(({ id, name }) => ({ value: `segment:${id}`, label: name, group: 'Segment' })),
  ];
  const segment = value !== null && value !== 'rest' && 'segment' in value ? `segment:${String(value.segment)}` : null;
  return (
    <>
      , compared with{' '}
      <SentenceControl label="Compared with" value={versusWords(value, names)}>
        {(close) => (
          <PickList
            options={options}
            chosen={[value === null ? nobody : value === 'rest' ? rest : (segment ?? '')]}
            placeholder="Compared with"
            onPick={(pick) => {
              onChange(pick === nobody ? null : pick === rest ? 'rest' : { segment: pick.slice('segment:'.length) });
              close();
            }}
          />
        )}
      </SentenceControl>
    </>
  );
}

export function versusWords(versus: Versus | null, names?: ReadonlyMap<string, string>): string {
  if (versus === null) return 'nobody';
  return versus === 'rest' ? 'everyone else' : predicateWords(versus, names);
}
