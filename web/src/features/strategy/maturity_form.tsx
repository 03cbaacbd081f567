import { Button, Radio } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { asProblem, useAnswerMaturity, type MaturityArea, type MaturityRound, type MaturitySheet, type Problem } from '../../api';
import { Card } from '../../design';
import { SaveState } from '../../documents/save_state';
import { answered } from './maturity_numbers';
import classes from './maturity.module.css';

const pauseMs = 500;

interface MaturityFormProps {
  round: MaturityRound;
  areas: MaturityArea[];
  onDone: () => void;
}

/** The questions, answered by one person; each answer is kept as it is given. */
export function MaturityForm({ round, areas, onDone }: MaturityFormProps) {
  const keep = useAnswerMaturity(round.id);
  const [sheet, setSheet] = useState<MaturitySheet>(round.mine ?? {});
  const [kept, setKept] = useState<MaturitySheet>(sheet);
  const [problem, setProblem] = useState<Problem | null>(null);
  const latest = useRef({ sheet, kept });
  latest.current = { sheet, kept };
  const busy = useRef(false);
  const put = async () => {
    if (busy.current) return;
    busy.current = true;
    const sent = latest.current.sheet;
    try {
      await keep.mutateAsync(sent);
      setProblem(null);
      setKept(sent);
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      busy.current = false;
    }
  };
  const sender = useRef(put);
  sender.current = put;
  useEffect(() => {
    if (sheet === kept || problem) return;
    const timer = setTimeout(() => void sender.current(), pauseMs);
    return () => clearTimeout(timer);
  }, [sheet, kept, problem]);
  // What was answered last is not lost when the page is left.
  useEffect(() => () => void (latest.current.sheet !== latest.current.kept && sender.current()), []);
  const answer = (question: string, level: number | null) => {
    setProblem(null);
    const { [question]: _, ...others } = latest.current.sheet;
    setSheet(level === null ? others : { ...others, [question]: level });
  };
  const total = areas.reduce((sum, { questions }) => sum + questions.length, 0);
  const done = answered(areas, sheet);
  return (
    <>
      <p className={classes.quiet}>
        Choose what describes best how things are today, not how they should be. Others see how many chose what, never who. Leave out what you cannot tell.
      </p>
      {areas.map((area) => (
        <Card key={area.id} title={area.title} aside={area.about}>
          <div className={classes.questions}>
            {area.questions.map((question) => (
              <Radio.Group key={question.id} label={question.text} value={sheet[question.id] === undefined ? '' : String(sheet[question.id])} onChange={(level) => answer(question.id, Number(level))} classNames={{ label: classes.ask }}>
                <div className={classes.levels}>
                  {question.levels.map((level, at) => (
                    <Radio key={at} value={String(at + 1)} label={level} size="xs" classNames={{ label: classes.level, root: classes.levelRow }} />
                  ))}
                  {sheet[question.id] !== undefined && (
                    <Button variant="subtle" size="compact-xs" className={classes.leave} onClick={() => answer(question.id, null)}>Leave it out</Button>
                  )}
                </div>
              </Radio.Group>
            ))}
          </div>
        </Card>
      ))}
      <div className={classes.foot}>
        <span>
          {done} of {total} answered
        </span>
        <SaveState editing={{ state: sheet === kept ? 'saved' : 'waiting', problem, retry: () => void put() }} />
        <Button variant="filled" onClick={onDone}>{done === total ? 'Done: show the result' : 'Show the result'}</Button>
      </div>
    </>
  );
}
