/** How instances reach what they share. */
export interface ClusterSettings {
  /** `redis://`, `rediss://` (TLS), or `redis+sentinel://host:port,host:port/name`; `unix:` and a path. */
  readonly url: string;
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
