import { createHash } from 'node:crypto';
import { crc32, deflateSync } from 'node:zlib';

const MODULES = 33;
const PIXELS_PER_MODULE = 4;
const QUIET_ZONE = 4;

/** A picture that looks like a QR code, as a PNG data URL: finder patterns, and modules drawn from `seed`. */
export function qrDataUrl(seed: string): string {
  const noise = createHash('shake256', { outputLength: Math.ceil(MODULES ** 2 / 8) })
    .update(seed)
    .digest();
  const dark = (x: number, y: number): boolean => {
    if (x < 0 || y < 0 || x >= MODULES || y >= MODULES) return false;
    const corner = finder(x, y);
    if (corner !== undefined) return corner;
    const bit = y * MODULES + x;
    return (((noise[bit >> 3] ?? 0) >> (bit & 7)) & 1) === 1;
  };
  return `data:image/png;base64,${png((MODULES + 2 * QUIET_ZONE) * PIXELS_PER_MODULE, (x, y) =>
    dark(Math.floor(x / PIXELS_PER_MODULE) - QUIET_ZONE, Math.floor(y / PIXELS_PER_MODULE) - QUIET_ZONE),
  ).toString('base64')}`;
}

/** Whether a module of the three corner patterns (and their light border) is dark; undefined outside of them. */
function finder(x: number, y: number): boolean | undefined {
  const far = MODULES - 4;
  for (const [centreX, centreY] of [
    [3, 3],
    [far, 3],
    [3, far],
  ] as const) {
    const ring = Math.max(Math.abs(x - centreX), Math.abs(y - centreY));
    if (ring <= 4) return ring !== 2 && ring !== 4;
  }
  return undefined;
}

/** A square black-and-white PNG. */
function png(size: number, dark: (x: number, y: number) => boolean): Buffer {
  const stride = 1 + Math.ceil(size / 8); // a filter byte leads each row
  const rows = Buffer.alloc(stride * size);
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      if (dark(x, y)) continue;
      const at = y * stride + 1 + (x >> 3);
      rows[at] = (rows[at] ?? 0) | (0x80 >> (x & 7));
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header[8] = 1; // bits per pixel; what follows says greyscale, not interlaced
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const content = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(4 + content.length + 4);
  frame.writeUInt32BE(data.length, 0);
  content.copy(frame, 4);
  frame.writeUInt32BE(crc32(content), 4 + content.length);
  return frame;
}
