import { ActionIcon, Button, Popover } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useState } from 'react';
import { useProperties, useValues, type Predicate } from '../../api';
import { CloseIcon, count, PickList, type Pick } from '../../design';
import classes from './pickers.module.css';
import { conditionLabel, conditionsOf, predicateOf, whoLabel, type Condition } from './who';

interface WhoPickerProps {
  who: Predicate | undefined;
  onChange: (who: Predicate | undefined) => void;
}

type Attribute = Omit<Condition, 'values'>;

/** Whose journey: everyone, or customers with certain traits, properties or channels. */
export function WhoPicker({ who, onChange }: WhoPickerProps) {
  const [opened, { toggle, close }] = useDisclosure(false);
  const [attribute, setAttribute] = useState<Attribute | null>(null);
  const conditions = conditionsOf(who) ?? [];
  const leave = () => {
    setAttribute(null);
    close();
  };
  const put = (next: Condition) => {
    const others = conditions.filter((one) => !isSame(one, next));
    onChange(predicateOf([...others, next]));
  };
  const current = attribute && conditions.find((one) => isSame(one, attribute));
  return (
    <Popover opened={opened} onChange={(next) => !next && leave()} position="bottom-end" width={300} trapFocus returnFocus>
      <Popover.Target>
        <Button
          className={classes.chip}
          onClick={() => (opened ? leave() : toggle())}
          aria-haspopup="dialog"
          aria-label={`Customers: ${whoLabel(who)}`}
        >
          {whoLabel(who)}
        </Button>
      </Popover.Target>
      <Popover.Dropdown p={8} aria-label="Customers">
        {attribute === null && conditions.length > 0 && (
          <ul className={classes.conditions}>
            {conditions.map((one) => (
              <li key={`${one.of} ${one.name}`}>
                {conditionLabel(one)}
                <ActionIcon
                  aria-label={`Remove ${conditionLabel(one)}`}
                  onClick={() => onChange(predicateOf(conditions.filter((other) => other !== one)))}
                >
                  <CloseIcon size={13} />
                </ActionIcon>
              </li>
            ))}
          </ul>
        )}
        {opened && attribute === null && <Attributes onPick={setAttribute} />}
        {attribute !== null && (
          <Values
            attribute={attribute}
            chosen={current?.values ?? []}
            onChange={(values) => put({ ...attribute, values })}
            onBack={() => setAttribute(null)}
            onDone={leave}
          />
        )}
      </Popover.Dropdown>
    </Popover>
  );
}

function isSame(one: Attribute, other: Attribute): boolean {
  return one.of === other.of && one.name === other.name;
}

function Attributes({ onPick }: { onPick: (attribute: Attribute) => void }) {
  const properties = useProperties();
  const options: Pick[] = [
    { value: 'channel channel', label: 'channel', group: 'Where they were' },
    ...(['trait', 'property'] as const).flatMap((kind) =>
      (properties.data ?? [])
        .filter((property) => property.kind === kind)
        .map(({ property, distinct }) => ({
          value: `${kind} ${property}`,
          label: property,
          detail: `${count(distinct)} values`,
          group: kind === 'trait' ? 'Who they are' : 'What they did',
        })),
    ),
  ];
  return (
    <PickList
      options={options}
      loading={properties.isPending}
      placeholder="Only customers whose"
      onPick={(value) => {
        const [of, ...name] = value.split(' ');
        onPick({ of: of as Condition['of'], name: name.join(' ') });
      }}
    />
  );
}

interface ValuesProps {
  attribute: Attribute;
  chosen: Condition['values'];
  onChange: (values: Condition['values']) => void;
  onBack: () => void;
  onDone: () => void;
}

function Values({ attribute, chosen, onChange, onBack, onDone }: ValuesProps) {
  const [search, setSearch] = useState('');
  const values = useValues(attribute.of === 'trait' ? `trait:${attribute.name}` : attribute.name, search);
  const items = values.data ?? [];
  // The list works with texts, the predicate with what the data has: numbers stay numbers.
  const byText = new Map([...chosen, ...items.map(({ value }) => value)].map((value) => [String(value), value]));
  return (
    <>
      <div className={classes.head}>
        <span>
          <b>{attribute.name}</b> is any of
        </span>
        <Button variant="subtle" onClick={onBack}>
          Back
        </Button>
      </div>
      <PickList
        options={items.map(({ value, count: n }) => ({ value: String(value), detail: count(n) }))}
        chosen={chosen.map(String)}
        multiple
        loading={values.isPending}
        onSearch={setSearch}
        placeholder={`Value of ${attribute.name}`}
        onPick={(text) => {
          const picked = byText.get(text) ?? text;
          const without = chosen.filter((value) => String(value) !== text);
          onChange(without.length === chosen.length ? [...chosen, picked] : without);
        }}
        foot={
          <Button mt={8} fullWidth variant="filled" onClick={onDone}>
            Done
          </Button>
        }
      />
    </>
  );
}
