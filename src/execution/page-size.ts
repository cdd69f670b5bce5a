/** Items of a page of the schema's lists (`first`) where the caller does not say. */
export const DEFAULT_PAGE = 20;
/** Items that one may ask for at most. */
export const MAX_PAGE = 500;
