/**
 * The reference of an order that has been sent and not answered. It outlives a reload of the page, so that nobody sends the
 * order again because its answer was lost.
 */
const KEY = 'order-underway';

export const noteUnderway = (clientRef: string): void => sessionStorage.setItem(KEY, clientRef);

export const underway = (): string | undefined => sessionStorage.getItem(KEY) ?? undefined;

export const forgetUnderway = (): void => sessionStorage.removeItem(KEY);
