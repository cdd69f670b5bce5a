import { defaultFieldResolver, getNamedType, isObjectType, type GraphQLSchema } from 'graphql';
import type { ProviderKey } from '../../config/index.ts';
import type { Context } from '../../context.ts';
import { isProviderUrl } from '../../datasources/kit/urls.ts';
import { BadValue } from '../../faults.ts';

interface Source {
  /** Who sends the URL; for URLs of several providers, worked out of the object that holds it. */
  readonly from: ProviderKey | ((parent: never) => ProviderKey);
  /** Schemes of apps that the field may have besides https, with their colon. */
  readonly apps?: readonly string[];
}

/** Marks a field of type `URL` by its source: `extensions: urlFrom('fondo')`. Every such field needs it. */
export const urlFrom = (from: Source['from'], ...apps: string[]) => ({ urlFrom: { from, apps } satisfies Source });
/** The URL is the gateway's own, or is returned to the caller who gave it. */
export const ownUrl = { urlFrom: 'gateway' } as const;

/**
 * Holds every URL of a provider to the rule of `isProviderUrl`: what a client opens must be https. A field of type `URL`
 * that does not say where it comes from does not build. Changes the schema, and returns it.
 */
export function checkProviderUrls(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap()).filter(isObjectType)) {
    for (const field of Object.values(type.getFields())) {
      if (getNamedType(field.type).name !== 'URL') continue;
      const source = field.extensions['urlFrom'] as Source | 'gateway' | undefined;
      if (!source) throw new Error(`${type.name}.${field.name} does not say where its URL comes from: see urlFrom.`);
      if (source === 'gateway') continue;
      const { resolve = defaultFieldResolver } = field;
      const { from, apps } = source;
      const checked = (url: unknown, parent: unknown, context: Context): unknown => {
        if (url == null) return url;
        const provider = typeof from === 'string' ? from : from(parent as never);
        if (typeof url === 'string' && isProviderUrl(url, context.simulated.has(provider), apps)) return url;
        throw new BadValue('URL that may be opened');
      };
      field.resolve = (parent: unknown, args, context: Context, info): unknown => {
        const url: unknown = resolve(parent, args, context, info);
        return url instanceof Promise
          ? url.then((one) => checked(one, parent, context))
          : checked(url, parent, context);
      };
    }
  }
  return schema;
}
