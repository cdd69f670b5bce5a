import { inflateSync } from 'node:zlib';
import decodeQR from 'qr/decode.js';

/**
 * Decodes a QR code in a PNG image with one bit per pixel.
 * @throws if the image has another format or contains no readable code.
 */
export function readQr(png: Buffer): string {
  const chunks = new Map<string, Buffer>();
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) {
    const type = png.toString('latin1', at + 4, at + 8);
    chunks.set(type, png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  }
  const [header, pixels] = [chunks.get('IHDR'), chunks.get('IDAT')];
  if (!header || !pixels || header[8] !== 1) throw new Error('expected a PNG of one bit per pixel');
  const palette = chunks.get('PLTE') ?? Buffer.from([0, 0, 0, 255, 255, 255]);
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const rows = inflateSync(pixels);
  const stride = 1 + Math.ceil(width / 8); // each row starts with a filter byte
  const data = new Uint8Array(3 * width * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const bit = ((rows[y * stride + 1 + (x >> 3)] ?? 0) >> (7 - (x & 7))) & 1;
      data.set(palette.subarray(3 * bit, 3 * bit + 3), 3 * (y * width + x));
    }
  }
  return decodeQR({ width, height, data }, { format: 'RGB', timeLimit: 5_000 });
}

/** Decodes a QR code in a `data:image/png;base64,` URL. */
export const readQrUrl = (url: unknown): string =>
  readQr(Buffer.from(String(url).replace('data:image/png;base64,', ''), 'base64'));
