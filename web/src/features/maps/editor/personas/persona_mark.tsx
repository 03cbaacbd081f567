import { useEditor } from '../editor_context';
import classes from './personas.module.css';

/** Whose a card is: initials in a ring of the persona's colour. What is everybody's has none. */
export function PersonaMark({ of }: { of: string | undefined }) {
  const persona = useEditor().personas.get(of ?? '');
  if (!persona) return null;
  return (
    <abbr className={classes.mark} style={{ borderColor: persona.colour }} title={`Of ${persona.name}`}>
      {persona.initials}
    </abbr>
  );
}
