import { FileButton, Menu, UnstyledButton } from '@mantine/core';
import { useRef } from 'react';
import { imageAddress, useKeepImage, type PersonaDraft } from '../../api';
import { failed } from '../../shell/toast';
import { initials } from './persona_draft';
import classes from './personas.module.css';

interface PortraitProps {
  persona: Pick<PersonaDraft, 'name' | 'portrait' | 'colour'>;
  size: number;
}

/** The picture, or the initials on a tint of the persona's colour. */
export function Portrait({ persona, size }: PortraitProps) {
  return persona.portrait === null ? (
    <span className={classes.portrait} style={{ width: size, height: size, fontSize: size * 0.36, background: `color-mix(in srgb, var(--c${(persona.colour % 8) + 1}) 32%, var(--surface))` }} aria-hidden>
      {initials(persona.name)}
    </span>
  ) : (
    <img className={classes.portrait} src={imageAddress(persona.portrait)} alt="" width={size} height={size} />
  );
}

/** The portrait, and what can be done with it. */
export function PortraitField({ persona, size, onChange }: PortraitProps & { onChange: (portrait: string | null) => void }) {
  const keep = useKeepImage();
  const reset = useRef<() => void>(null);
  return (
    <FileButton
      resetRef={reset}
      accept="image/png,image/jpeg,image/gif,image/webp"
      onChange={(file) => {
        reset.current?.();
        if (file) keep.mutate(file, { onSuccess: ({ id }) => onChange(id), onError: (error) => failed('The portrait was not kept', error) });
      }}
    >
      {({ onClick }) => (
        <Menu position="bottom-start" withinPortal>
          <Menu.Target>
            <UnstyledButton className={classes.portraitButton} aria-label="Portrait" aria-busy={keep.isPending}>
              <Portrait persona={persona} size={size} />
            </UnstyledButton>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={onClick}>{persona.portrait === null ? 'Choose a picture…' : 'Choose another picture…'}</Menu.Item>
            {persona.portrait !== null && <Menu.Item onClick={() => onChange(null)}>Show the initials instead</Menu.Item>}
          </Menu.Dropdown>
        </Menu>
      )}
    </FileButton>
  );
}
