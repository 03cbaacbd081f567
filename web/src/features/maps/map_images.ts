import { createContext, useContext, useEffect, useState } from 'react';
import { apiPath } from '../../api/client';

/** Where the pictures of a map come from: an address for each id. A page without an account has its own. */
export type MapImages = (id: string, signal: AbortSignal) => Promise<string>;

export const MapImagesContext = createContext<MapImages | null>(null);

/** The address of a picture; undefined while it is on its way, or when it cannot be had. */
export function useMapImage(id: string | undefined): string | undefined {
  const images = useContext(MapImagesContext);
  const [address, setAddress] = useState<string>();
  useEffect(() => {
    if (!images || id === undefined) return;
    const gone = new AbortController();
    setAddress(undefined);
    images(id, gone.signal).then(setAddress, () => undefined);
    return () => gone.abort();
  }, [images, id]);
  if (id === undefined) return undefined;
  return images ? address : apiPath(`images/${encodeURIComponent(id)}`);
}
