/** At most so many of each: an answer may hold thousands of links to documents. */
const MAX_SHOWN = 6;

/** Pictures (data URLs) and web addresses of an answer, with the path of their field. */
export function findShown(result) {
  const found = { pictures: [], links: [] };
  const visit = (value, path) => {
    if (typeof value === 'string') note(value, path);
    else if (Array.isArray(value)) value.forEach((item, index) => visit(item, `${path}[${index}]`));
    else if (value && typeof value === 'object')
      for (const [name, member] of Object.entries(value)) visit(member, path ? `${path}.${name}` : name);
  };
  const note = (value, path) => {
    const list = value.startsWith('data:image/png;base64,')
      ? found.pictures
      : isWebAddress(value)
        ? found.links
        : undefined;
    if (list && list.length < MAX_SHOWN) list.push({ path, value });
  };
  visit(result.data, '');
  for (const part of result.incremental ?? []) visit(part.data ?? part.items, '');
  return found;
}

const isWebAddress = (text) => /^https?:\/\//.test(text) && URL.canParse(text);
