import { Button, SegmentedControl, Switch } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useCatalogueEvent, type PlanEvent } from '../../../api';
import { Card, count, EmptyState, Tag } from '../../../design';
import { KeptField } from './kept_field';
import classes from './plan.module.css';
import { changeEvent, eventOf, planSeen, setBlocked, setShownAs, unplan } from './plan_edits';
import { violationsOf, type Violations } from './plan_text';
import { PropertyRules } from './property_rules';
import type { PlanHistory } from './use_plan_history';

interface PlannedEventProps {
  name: string;
  history: PlanHistory;
  violations: Violations;
  onClose: () => void;
}

/** What the plan says of one event, beside what is seen of it. */
export function PlannedEvent({ name, history, violations, onClose }: PlannedEventProps) {
  const event = eventOf(history.plan, name);
  const seen = useCatalogueEvent(name);
  const change = (said: string, part: Partial<Omit<PlanEvent, 'name'>>) => history.changeEvent(name, `${name}: ${said}`, changeEvent(name, part));
  const broken = violationsOf(violations, name);
  const plan = () => history.changeEvent(name, `${name} is planned`, seen.data ? planSeen(seen.data) : changeEvent(name, { planned: true }));
  return (
    <div className={classes.detail}>
      <div className={classes.back}>
        <Button onClick={onClose}>All events</Button>
      </div>
      <Card
        title={
          <span className={classes.title}>
            {name} {event?.blocked && <Tag tone="pain">blocked</Tag>}
          </span>
        }
        aside={
          <>
            {broken > 0 && (
              <Link to="/data/quality" search={{ event: name }} className={classes.broken}>
                {count(broken)} broken<span className={classes.wide}> in 30 days</span>
              </Link>
            )}
            {seen.data && (
              <Button component={Link} {...({ to: '/data/catalogue', search: { event: name } } as object)}>
                In the catalogue
              </Button>
            )}
          </>
        }
        flush
      >
        {!event?.planned ? (
          <EmptyState
            title={`${name} is not planned`}
            action={
              <Button variant="filled" onClick={plan}>
                {seen.data && seen.data.properties.length > 0 ? 'Plan it as it is seen' : 'Plan it'}
              </Button>
            }
          >
            {event?.blocked
              ? 'It is blocked: its messages are not stored.'
              : event?.show_as
                ? `It is shown as ${event.show_as}.`
                : 'The plan says nothing of it.'}
          </EmptyState>
        ) : (
          <div className={classes.form}>
            <KeptField
              label="What it means"
              placeholder="When is it sent, and by what"
              value={event.description}
              onKeep={(description) => change('what it means', { description })}
            />
            <div className={classes.setting}>
              <div>
                <b>When a rule is broken</b>
                <p className={classes.quiet}>
                  {event.on_violation === 'warn' ? 'The event is taken, and counted as a warning.' : 'The event is not stored. Its sender is answered as if it was.'}
                </p>
              </div>
              <SegmentedControl
                aria-label="When a rule is broken"
                data={[
                  { value: 'warn', label: 'Warn' },
                  { value: 'block', label: 'Block' },
                ]}
                value={event.on_violation}
                onChange={(value) => change('what happens when a rule is broken', { on_violation: value as PlanEvent['on_violation'] })}
              />
            </div>
          </div>
        )}
        {event?.planned && <PropertyRules event={event} seen={seen.data} history={history} violations={violations} />}
        {event && (
          <div className={classes.form}>
            <KeptField
              label="Show it as"
              description="In every list and question, also for the past. Several events with one name are merged."
              placeholder={name}
              value={event.show_as ?? ''}
              onKeep={(text) => history.changeEvent(name, `${name}: its name`, setShownAs(name, text))}
            />
            <div className={classes.ends}>
              <Switch
                label="Block it altogether"
                checked={event.blocked}
                onChange={(change_) => history.changeEvent(name, `${name}: blocked or not`, setBlocked(name, change_.currentTarget.checked))}
              />
              {event.planned && (
                <Button variant="subtle" color="pain" onClick={() => history.changeEvent(name, `${name} is no longer planned`, unplan(name))}>
                  Take it out of the plan
                </Button>
              )}
            </div>
          </div>
        )}
      </Card>
    </div>
  );
}
