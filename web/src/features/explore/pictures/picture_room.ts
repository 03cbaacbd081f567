import { createContext, useContext } from 'react';

/** The height of the place a picture has to fill; null where it is as high as it reads best. */
export const PictureRoom = createContext<number | null>(null);

/** The height of a drawing: what its place leaves beside what stands `around` it, no less than can be read. */
export function useHeight(usual: number, around: number, least = 110): number {
  const room = useContext(PictureRoom);
  return room === null ? usual : Math.max(least, Math.floor(room - around));
}
