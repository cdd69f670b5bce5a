// What stands below GraphiQL after an answer: the variables that were filled in, pictures (QR codes), links to open, and
// the upstream plan as a waterfall.
import { findShown } from './shown-values.js';
import { element } from './element.js';
import { upstreamPlan } from './upstream-plan.js';

export function createAnswerPanel(section) {
  let filled = {};
  return {
    /** A new operation is sent. */
    begin(variables) {
      filled = variables;
      section.hidden = true;
    },
    /** Shows what belongs to a result; returns the result without the plan that was asked for here. */
    show(result) {
      const { upstream, ...extensions } = result.extensions ?? {};
      const parts = [...filledIn(filled), ...picturesAndLinks(result), ...(upstream ? [upstreamPlan(upstream)] : [])];
      section.replaceChildren(...parts);
      section.hidden = parts.length === 0;
      if (!upstream) return result;
      const { extensions: _extensions, ...rest } = result;
      return Object.keys(extensions).length > 0 ? { ...rest, extensions } : rest;
    },
  };
}

function filledIn(variables) {
  const names = Object.entries(variables);
  if (names.length === 0) return [];
  const list = names.flatMap(([name, id]) => [` $${name} = `, element('code', {}, id)]);
  return [element('p', { className: 'filled-in' }, 'Filled in:', ...list)];
}

function picturesAndLinks(result) {
  const { pictures, links } = findShown(result);
  const shown = [
    ...pictures.map(({ path, value }) =>
      element('figure', {}, element('img', { src: value, alt: `Picture of ${path}` }), element('figcaption', {}, path)),
    ),
    ...links.map(({ path, value }) =>
      element('p', {}, element('a', { href: value, target: '_blank', rel: 'noreferrer' }, `Open ${path}`)),
    ),
  ];
  return shown.length > 0 ? [element('div', { className: 'shown-values' }, ...shown)] : [];
}
