import { Button, type ButtonProps } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { SegmentKind } from '../../api';

interface NewSegmentButtonProps extends Pick<ButtonProps, 'variant' | 'leftSection'> {
  kind?: SegmentKind;
  children: ReactNode;
}

/** Leads to the screen of a segment that is not there yet. */
export function NewSegmentButton({ kind, ...button }: NewSegmentButtonProps) {
  return (
    <Button
      {...button}
      renderRoot={(props) => (
        <Link to="/customers/segments/$id" params={{ id: 'new' }} search={kind === undefined ? {} : { kind }} {...props} />
      )}
    />
  );
}
