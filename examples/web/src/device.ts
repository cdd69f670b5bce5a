/** Whether this is a phone or a tablet: apps on it open by an https address. */
export const isHandheld = (): boolean => window.matchMedia('(pointer: coarse) and (hover: none)').matches;
