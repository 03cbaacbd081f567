import { count } from '../../design/format_number';

const words = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'];

/** Small numbers as words, as one writes them in a sentence. */
export function countInWords(value: number): string {
  return words[value] ?? count(value);
}
