import { generate } from 'lean-qr';
import { toPngBuffer } from 'lean-qr/extras/node_export';
import { toSvgSource } from 'lean-qr/extras/svg';

/** Pixels per module: large enough for a phone's camera on any screen. */
const SCALE = 4;
/** An opaque background keeps the code readable on dark pages. */
const COLOURS = { png: { on: [0, 0, 0], off: [255, 255, 255] }, svg: { on: 'black', off: 'white' } } as const;

/** Encodes `text` as a QR code in PNG format. */
export const qrPng = (text: string): Buffer =>
  Buffer.from(toPngBuffer(generate(text), { ...COLOURS.png, scale: SCALE }));

/** Encodes `text` as a QR code in SVG format. */
export const qrSvg = (text: string): string => toSvgSource(generate(text), COLOURS.svg);
