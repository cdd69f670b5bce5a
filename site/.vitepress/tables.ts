import type { MarkdownRenderer } from 'vitepress';

/** Tells each cell but the first of a row what stands at the head of its column: narrow windows show it with the cell. */
export function labelCells(md: MarkdownRenderer): void {
  md.core.ruler.push('label-cells', ({ tokens }) => {
    let heads: string[] = [];
    let column = 0;
    tokens.forEach((token, at) => {
      if (token.type === 'table_open') heads = [];
      if (token.type === 'tr_open') column = 0;
      if (token.type === 'th_open') heads.push((tokens[at + 1]?.children ?? []).map(({ content }) => content).join(''));
      if (token.type !== 'td_open') return;
      const head = heads[column];
      if (column > 0 && head) token.attrSet('data-label', head);
      column += 1;
    });
  });
}
