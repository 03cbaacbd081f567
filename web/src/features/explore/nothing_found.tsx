import { Button } from '@mantine/core';
import { Card, EmptyState, ExploreIcon } from '../../design';
import type { ExploreDocument } from './ask/explore_search';
import { loosenings } from './loosenings';
import { useLooserAnswers } from './use_looser_answers';

interface NothingFoundProps {
  document: ExploreDocument;
  onChange: (document: ExploreDocument) => void;
}

/** No event matches: which filter stands in the way, and what there would be without it. */
export function NothingFound({ document, onChange }: NothingFoundProps) {
  const ways = loosenings(document);
  const counts = useLooserAnswers(ways.map((way) => way.document));
  return (
    <Card>
      <EmptyState
        icon={<ExploreIcon />}
        title="Nobody matches this question"
        action={
          ways.length > 0 && (
            <div style={{ display: 'flex', flexDirection: 'column', gap: 8 }}>
              {ways.map((way, index) => (
                <Button
                  key={way.words}
                  variant={counts[index]?.some ? 'filled' : 'default'}
                  onClick={() => onChange(way.document)}
                >
                  {way.words}
                  {counts[index] ? ` (${counts[index].words})` : ''}
                </Button>
              ))}
            </div>
          )
        }
      >
        {ways.length > 0
          ? 'Take one of the filters away:'
          : 'Choose another event in the sentence above; the lists there show what the data holds.'}
      </EmptyState>
    </Card>
  );
}
