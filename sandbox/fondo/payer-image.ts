import { createHash } from 'node:crypto';
import { crc32, deflateSync } from 'node:zlib';

/** Modules on a side. */
const SIDE = 25;
/** Pixels of a module. */
const SCALE = 8;

/**
 * A picture that stands for the payer's QR image, base64. Its pattern comes from the token and cannot be scanned.
 * There is none in `jpg`.
 */
export function payerImage(token: string, format: 'png' | 'svg' | 'jpg'): string | undefined {
  if (format === 'jpg') return undefined;
  const bits = Buffer.concat(
    [...'abc'].map((salt) =>
      createHash('sha256')
        .update(salt + token)
        .digest(),
    ),
  );
  const dark = (x: number, y: number): boolean => {
    const bit = y * SIDE + x;
    return (((bits[bit >> 3] ?? 0) >> (bit & 7)) & 1) === 1;
  };
  return (format === 'svg' ? svg(dark) : png(dark)).toString('base64');
}

type Pattern = (x: number, y: number) => boolean;
const places = Array.from({ length: SIDE }, (_, place) => place);

function svg(dark: Pattern): Buffer {
  const squares = places.flatMap((y) => places.filter((x) => dark(x, y)).map((x) => `M${x} ${y}h1v1h-1z`));
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${SIDE} ${SIDE}"><path d="${squares.join('')}"/></svg>`,
  );
}

function png(dark: Pattern): Buffer {
  const size = SIDE * SCALE;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.writeUInt8(8, 8); // bits per sample; greyscale
  const pixels = Array.from({ length: size }, (_, y) => [
    0, // no filter on this line
    ...Array.from({ length: size }, (_, x) => (dark(Math.floor(x / SCALE), Math.floor(y / SCALE)) ? 0 : 255)),
  ]);
  const chunk = (type: string, data: Buffer): Buffer => {
    const named = Buffer.concat([Buffer.from(type), data]);
    const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    check.writeUInt32BE(crc32(named));
    return Buffer.concat([length, named, check]);
  };
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  const image = chunk('IDAT', deflateSync(Buffer.from(pixels.flat())));
  return Buffer.concat([signature, chunk('IHDR', header), image, chunk('IEND', Buffer.alloc(0))]);
}
