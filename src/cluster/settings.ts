/** How instances reach what they share. */
export interface ClusterSettings {
  /** `redis://` or `rediss://` (TLS), with sentinels the name of the primary as its host; `unix:` and a path. */
  readonly url: string;
  /** One server, one that sentinels name, or a cluster of shards. */
  readonly topology?: 'single' | 'sentinel' | 'cluster';
  /** The sentinels, or further nodes of the cluster at which to begin. */
  readonly nodes?: readonly { readonly host: string; readonly port: number }[];
  readonly sentinelUsername?: string | undefined;
  readonly sentinelPassword?: string | undefined;
  /** Of every key and channel. */
  readonly prefix: string;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** PEM texts. */
  readonly tls?: {
    readonly ca?: string | undefined;
    readonly cert?: string | undefined;
    readonly key?: string | undefined;
  };
  /** Seals what is stored there. */
  readonly secret: string;
  /** Secrets whose seals are opened, too. */
  readonly previousSecrets: readonly string[];
  /** Milliseconds after which an instance that is not heard of has lost what it held. */
  readonly sessionMs: number;
  /** Milliseconds between two renewals of its session. */
  readonly beatMs: number;
}
