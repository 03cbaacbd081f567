import type { Cell, Pain } from '../../engine/fields';
import { isAddress } from '../../engine/values';
import { toneWords } from '../lane_kinds';
import { detailOf } from '../layout';
import { Tag, type TagTone } from '../../../../design/tag';
import classes from './lanes.module.css';

const toneTags: Record<string, TagTone> = { good: 'good', bad: 'pain', idea: 'accent', question: 'warn' };

/** What is known of a card beside its text, in words: evidence with its source, tone, moment, link. */
export function CardFoot({ card }: { card: Cell | Pain }) {
  const detail = detailOf(card);
  const tone = 'tone' in card ? card.tone : undefined;
  const moment = 'moment' in card && card.moment;
  const link = 'link' in card ? card.link : undefined;
  return (
    <>
      {(moment || tone) && (
        <span className={classes.tags}>
          {moment && <Tag tone="accent">moment that matters</Tag>}
          {tone && tone !== 'none' && <Tag tone={toneTags[tone]}>{toneWords[tone]}</Tag>}
        </span>
      )}
      {detail !== '' && <small className={classes.detail}>{detail}</small>}
      {link && isAddress(link) && (
        <a className={classes.link} href={link} target="_blank" rel="noopener noreferrer nofollow" tabIndex={-1}>
          {link.replace(/^(https?:\/\/|mailto:)/, '')}
        </a>
      )}
    </>
  );
}
