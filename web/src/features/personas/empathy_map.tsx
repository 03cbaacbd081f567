import { empathyParts, type EmpathyPart, type PersonaDraft } from '../../api';
import { LineList } from './line_list';
import classes from './personas.module.css';

// The canvas of Dave Gray, with what it asks.
const asks: Record<EmpathyPart, { title: string; prompt: string }> = {
  sees: { title: 'Sees', prompt: 'What do they see around them?' },
  says: { title: 'Says', prompt: 'What have we heard them say?' },
  does: { title: 'Does', prompt: 'What do they do today?' },
  hears: { title: 'Hears', prompt: 'What do others tell them?' },
  thinks: { title: 'Thinks', prompt: 'What do they think and not say?' },
  feels: { title: 'Feels', prompt: 'What worries them, what cheers them?' },
  pains: { title: 'Pains', prompt: 'What do they fear or struggle with?' },
  gains: { title: 'Gains', prompt: 'What would make it worth it?' },
};
const order: EmpathyPart[] = ['says', 'thinks', 'does', 'feels', 'hears', 'sees', 'pains', 'gains'];

interface EmpathyMapProps {
  empathy: PersonaDraft['empathy'];
  readOnly: boolean;
  onChange: (empathy: PersonaDraft['empathy']) => void;
}

/** What a persona says, thinks, does, feels, hears and sees, and what it costs and brings. */
export function EmpathyMap({ empathy, readOnly, onChange }: EmpathyMapProps) {
  return (
    <div className={classes.empathy}>
      {order.filter((part) => empathyParts.includes(part)).map((part) => (
        <section key={part} className={classes.quarter} data-part={part}>
          <h3>{asks[part].title}</h3>
          <LineList
            label={asks[part].title}
            prompt={asks[part].prompt}
            lines={empathy[part]}
            voice={part === 'says' || part === 'thinks'}
            readOnly={readOnly}
            onChange={(lines) => onChange({ ...empathy, [part]: lines })}
          />
        </section>
      ))}
    </div>
  );
}
