/** How events without a channel are called, as a lane and in a filter. */
export const noChannel = 'no channel';
