import { useEffect, useState } from 'react';
import { urls } from '../../../lib/urls.ts';

/** Everything that was read is forgotten with the page. */
export function leaveReading(): void {
  window.location.assign(urls.breakGlass());
}

/** Leaves the page once the reading that was open here is over, whichever of its questions heard of it first. True while it is on its way out. */
export function useReadingOver(isReading: boolean): boolean {
  const [wasReading, setWasReading] = useState(isReading);
  if (isReading && !wasReading) setWasReading(true);
  const isOver = wasReading && !isReading;
  useEffect(() => {
    if (isOver) leaveReading();
  }, [isOver]);
  return isOver;
}
