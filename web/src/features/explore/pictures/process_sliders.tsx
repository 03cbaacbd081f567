import { Slider } from '@mantine/core';
import { count } from '../../../design';
import classes from './process.module.css';

interface ShareSliderProps {
  label: string;
  /** How many are drawn of how many. */
  shown: number;
  of: number;
  /** Where the thumb stands; the map may draw more, so that all hangs together. */
  value: number;
  onSlide: (value: number) => void;
  onChange: (value: number) => void;
}

/** How much of the log the map draws; the map follows the thumb, the address when it is let go. */
export function ShareSlider({ label, shown, of, value, onSlide, onChange }: ShareSliderProps) {
  return (
    <span className={classes.slider}>
      <span>{label}</span>
      <Slider
        size="sm"
        color="accent"
        min={0}
        max={1}
        step={of > 100 ? 0.01 : 1 / Math.max(1, of)}
        label={null}
        value={value}
        thumbLabel={`${label} shown`}
        onChange={onSlide}
        onChangeEnd={onChange}
      />
      <span className={classes.shown}>
        {count(shown)} of {count(of)}
      </span>
    </span>
  );
}
