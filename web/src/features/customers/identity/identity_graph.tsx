import { useMemo } from 'react';
import type { CustomerIdentity, IdentityLink } from '../../../api';
import classes from './identity.module.css';
import { layIdentities, nodeHeight, nodeWidth } from './identity_layout';
import { identityName, linkWords, namespaceWords } from './identity_words';

interface IdentityGraphProps {
  identity: CustomerIdentity;
  chosen: IdentityLink | undefined;
  onChoose: (link: IdentityLink) => void;
}

/** Room for lines within the last column. */
const bow = 40;

export function sameLink(one: IdentityLink | undefined, other: IdentityLink): boolean {
  return one !== undefined && one.a === other.a && one.b === other.b;
}

/** The identities of a customer and what joins them, or does not. */
export function IdentityGraph({ identity, chosen, onChoose }: IdentityGraphProps) {
  const picture = useMemo(
    () => layIdentities(identity.identities, identity.others, identity.links),
    [identity],
  );
  const byId = new Map([...identity.identities, ...identity.others].map((one) => [one.id, one]));
  return (
    <div className={classes.scroller} tabIndex={0} role="group" aria-label="Identities and their links">
      <svg
        className={classes.graph}
        viewBox={`0 0 ${picture.width + bow} ${picture.height}`}
        style={{ width: picture.width + bow, height: picture.height }}
      >
        {picture.links.map(({ link, path }) => (
          <g
            key={`${link.a} ${link.b}`}
            className={classes.link}
            data-state={link.state}
            data-chosen={sameLink(chosen, link) || undefined}
            role="button"
            tabIndex={0}
            aria-pressed={sameLink(chosen, link)}
            aria-label={`${linkWords[link.state].words}: ${identityName(byId.get(link.a))} and ${identityName(byId.get(link.b))}`}
            onClick={() => onChoose(link)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' && event.key !== ' ') return;
              event.preventDefault();
              onChoose(link);
            }}
          >
            <path className={classes.wide} d={path} />
            <path className={classes.line} d={path} />
          </g>
        ))}
        {picture.nodes.map(({ identity: one, elsewhere, x, y }) => (
          <g key={one.id} className={classes.node} data-elsewhere={elsewhere || undefined}>
            <rect x={x} y={y} width={nodeWidth} height={nodeHeight} rx={6} />
            <foreignObject x={x} y={y} width={nodeWidth} height={nodeHeight}>
              <div className={classes.name} title={identityName(one)}>
                <span className={classes.value}>{one.value}</span>
                <span className={classes.space}>
                  {namespaceWords(one.namespace)}
                  {elsewhere && ' · not joined'}
                </span>
              </div>
            </foreignObject>
          </g>
        ))}
      </svg>
    </div>
  );
}
