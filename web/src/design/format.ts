export * from './format_number';
export * from './format_time';
