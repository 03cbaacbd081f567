import type { ComponentType } from 'react';
import type { LaneKind } from '../../engine/fields';
import { ChannelCard } from './channel';
import { CustomCard } from './custom';
import { ImageCard } from './image';
import type { CardProps } from './lane_content';
import { ListCard } from './list';
import { MetricCard } from './metric';
import { MomentCard } from './moment';
import { OpportunityCard } from './opportunity';
import { PeopleCard } from './people';
import { ProcessCard } from './process';
import { QuestionCard } from './question';
import { RichTextCard } from './rich_text';
import { SolutionCard } from './solution';
import { TextCard } from './text';
import { TouchpointCard } from './touchpoint';
import { VoiceCard } from './voice';

/** How the cards of each kind of lane look. Pain points, the curve and lines are no cells of this sort. */
export const cardOfKind: Record<Exclude<LaneKind, 'pain' | 'emotion' | 'line'>, ComponentType<CardProps>> = {
  text: TextCard, rich_text: RichTextCard, list: ListCard, voice: VoiceCard, question: QuestionCard, image: ImageCard, touchpoint: TouchpointCard,
  channel: ChannelCard, metric: MetricCard, people: PeopleCard, process: ProcessCard, moment: MomentCard, opportunity: OpportunityCard,
  solution: SolutionCard, custom: CustomCard,
};
