/** The names of PayEx, in any case, with the caller's own; what is not listed keeps its name below `input`. */
export type InputPaths = Readonly<Record<string, string>>;

/** `$.NationalConsumerIdentifier.Value`, `/answers/0/answerCode` -> the path in the caller's own input. */
export function inputPath(path: string, names: InputPaths = {}): string {
  const dotted = path
    .replace(/^[$#]/, '')
    .replaceAll('/', '.')
    .replaceAll(/\.(\d+)(?=\.|$)/g, '[$1]')
    .replace(/^\.+/, '');
  // A path is made of names and indexes; anything else could carry a value back to the caller.
  if (!/^[A-Za-z]\w*(?:\[\d+\])?(?:\.[A-Za-z]\w*(?:\[\d+\])?)*$/.test(dotted) || dotted.length > 200) return 'input';
  const found = Object.entries(names).find(([name]) => name.toLowerCase() === dotted.toLowerCase());
  if (found) return `input.${found[1]}`;
  return `input.${dotted.replaceAll(/(^|\.)([A-Z])/g, (_all, dot: string, letter: string) => dot + letter.toLowerCase())}`;
}
