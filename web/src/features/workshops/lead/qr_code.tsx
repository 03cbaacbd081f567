import qrcode from 'qrcode-generator';
import { useMemo } from 'react';
import classes from './lead.module.css';

const quiet = 4; // modules around it, as ISO/IEC 18004 asks

/** An address as a picture that a phone's camera reads. */
export function QrCode({ address }: { address: string }) {
  const { path, size } = useMemo(() => {
    const code = qrcode(0, 'M');
    code.addData(address);
    code.make();
    const modules = code.getModuleCount();
    let drawn = '';
    for (let row = 0; row < modules; row += 1) {
      for (let column = 0; column < modules; column += 1) {
        if (code.isDark(row, column)) drawn += `M${column + quiet} ${row + quiet}h1v1h-1z`;
      }
    }
    return { path: drawn, size: modules + 2 * quiet };
  }, [address]);
  return (
    <svg className={classes.qr} viewBox={`0 0 ${size} ${size}`} role="img" aria-label={`QR code of ${address}`} shapeRendering="crispEdges">
      <path d={path} />
    </svg>
  );
}
