import { useNumbers } from '../../numbers/numbers_context';
import { feelingText } from './emotion_curve';
import { countedWords } from './felt_layers';
import classes from './lanes.module.css';

/** Each layer of a step with n and interval: shown while its place is pointed at or has the focus, read out always. */
export function FeltTip({ step: id, assumed }: { step: string; assumed: number | undefined }) {
  const emotion = useNumbers().view?.step(id)?.emotion;
  const said = [
    ...(assumed === undefined ? [] : [`assumed ${feelingText(assumed)}`]),
    ...(emotion?.computed ? [countedWords('feedback', emotion.computed)] : []),
    ...(emotion?.measured ? [countedWords('measured', emotion.measured)] : []),
  ];
  if (!emotion || said.length === 0) return null;
  return (
    <span className={classes.tip}>
      {said.map((line) => (
        <span key={line}>{line}</span>
      ))}
    </span>
  );
}
