import { useMemo } from 'react';
import { encode } from 'uqr';
import classes from './qr-code.module.css';

export interface QrCodeProps {
  /** What the camera is to read. */
  text: string;
  label: string;
}

/** A QR code, drawn here: what it says goes to no other server. Dark on light in either scheme, or cameras do not find it. */
export function QrCode({ text, label }: QrCodeProps) {
  const { size, path } = useMemo(() => {
    const { data, size: width } = encode(text, { ecc: 'M', border: 2 });
    const dots = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])));
    return { size: width, path: dots.join('') };
  }, [text]);
  return (
    <svg className={classes.code} viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shapeRendering="crispEdges">
      <path d={path} />
    </svg>
  );
}
