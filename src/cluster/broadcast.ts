/** What one instance tells all others. It is not kept: who cannot be reached at that moment misses it. */
export interface Broadcast {
  /** Resolves when it is on its way to all others, or cannot be. */
  tell(topic: string, about: string): Promise<void>;
  /**
   * @param heard called for what others tell
   * @param missed called when something may not have been heard
   */
  hear(topic: string, heard: (about: string) => void, missed?: () => void): void;
}
