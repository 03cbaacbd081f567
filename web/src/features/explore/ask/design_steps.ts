import type { Design, Duration } from '../../../api';

/** One place of a design that reads from left to right. */
export interface DesignStep {
  /** One, or several of which one is done. */
  labels: string[];
  /** No later than this after the step before. */
  within?: Duration;
  optional?: boolean;
  repeat?: boolean;
  /** Steps that are done in any order, two or more; then `labels` is empty and there is no `within`. */
  group?: DesignStep[];
  /** What is said in a form that has no words here; it stays as it is. */
  raw?: Design;
}

export interface ReadDesign {
  steps: DesignStep[];
  /** From the first step to the last. */
  within?: Duration;
}

/** A design as an ordered list. */
export function readDesign(journey: Design): ReadDesign {
  if (isObject(journey) && 'sequence' in journey) {
    const { within, sequence } = journey;
    return { steps: listOf(sequence).map(readStep), ...(within === undefined ? {} : { within }) };
  }
  return { steps: listOf(journey).map(readStep) };
}

/** The same back as a document. */
export function writeDesign({ steps, within }: ReadDesign): Design {
  const list = steps.map(writeStep);
  return within === undefined ? list : { sequence: list, within };
}

/** "Cart or Wish list, within 1 day" without its link words; for what has no other words its own text. */
export function stepName(step: DesignStep): string {
  if (step.group) return `${step.group.map(stepName).join(' and ')} in any order`;
  return step.raw === undefined ? step.labels.join(' or ') : rawWords(step.raw);
}

function rawWords(design: Design): string {
  if (typeof design === 'string') return design;
  if (Array.isArray(design)) return design.map(rawWords).join(', then ');
  if ('step' in design) return design.step;
  if ('sequence' in design) return rawWords(design.sequence);
  if ('choice' in design) return design.choice.map(rawWords).join(' or ');
  if ('any_order' in design) return `${design.any_order.map(rawWords).join(' and ')} in any order`;
  if ('optional' in design) return `perhaps ${rawWords(design.optional)}`;
  return `${rawWords(design.repeat)}, once or more`;
}

const isObject = (design: Design): design is Exclude<Design, string | Design[]> => typeof design === 'object' && !Array.isArray(design);
const listOf = (design: Design): Design[] => (Array.isArray(design) ? design : [design]);

function readStep(design: Design): DesignStep {
  if (typeof design === 'string') return { labels: [design] };
  const raw: DesignStep = { labels: [], raw: design };
  if (!isObject(design)) return raw;
  if ('step' in design) return { labels: [design.step], ...(design.within === undefined ? {} : { within: design.within }) };
  if ('optional' in design) {
    const inner = readStep(design.optional);
    return inner.raw === undefined && !inner.optional ? { ...inner, optional: true } : raw;
  }
  if ('repeat' in design) {
    const inner = readStep(design.repeat);
    return inner.raw === undefined && !inner.optional && !inner.repeat ? { ...inner, repeat: true } : raw;
  }
  if ('choice' in design) {
    const parts = design.choice.map(readStep);
    const first = parts[0];
    const plain = parts.every((part) => part.raw === undefined && part.group === undefined && !part.optional && !part.repeat && part.labels.length === 1 && part.within === first?.within);
    if (first && plain) {
      return { labels: parts.flatMap((part) => part.labels), ...(first.within === undefined ? {} : { within: first.within }) };
    }
  }
  if ('any_order' in design && design.any_order.length > 1) {
    // A group inside a group has no words.
    const group = design.any_order.map((part) => (isGroup(part) ? { labels: [], raw: part } : readStep(part)));
    return { labels: [], group };
  }
  return raw;
}

const isGroup = (design: Design) => readStep(design).group !== undefined;

function writeStep({ labels, within, optional, repeat, group, raw }: DesignStep): Design {
  if (raw !== undefined) return raw;
  const parts = labels.map((step): Design => (within === undefined ? step : { step, within }));
  const one: Design = group ? { any_order: group.map(writeStep) } : parts.length === 1 ? (parts[0] as Design) : { choice: parts };
  const repeated: Design = repeat ? { repeat: one } : one;
  return optional ? { optional: repeated } : repeated;
}
