/** A promise that rejects with whatever was thrown. */
export async function rejected(error: unknown): Promise<never> {
  throw error;
}
