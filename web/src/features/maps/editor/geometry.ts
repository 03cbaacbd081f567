/** What everything on the board is measured in, at a zoom of 100. */
export const headWidth = 132;
export const columnWidth = 150;
export const stageHeight = 34;
