import { generate } from 'lean-qr';
import { toPngBuffer } from 'lean-qr/extras/node_export';
import { toSvgSource } from 'lean-qr/extras/svg';

/** Pixels per module: large enough for a phone's camera on any screen. */
const SCALE = 4;
/** A code must be readable on a page with a dark background, too. */
const COLOURS = { png: { on: [0, 0, 0], off: [255, 255, 255] }, svg: { on: 'black', off: 'white' } } as const;

/** A QR code that reads as `text`: a PNG picture. */
export const qrPng = (text: string): Buffer =>
  Buffer.from(toPngBuffer(generate(text), { ...COLOURS.png, scale: SCALE }));

/** A QR code that reads as `text`: an SVG document. */
export const qrSvg = (text: string): string => toSvgSource(generate(text), COLOURS.svg);
