/**
 * Reads when asked, one after the other: asked while it reads, it reads once more, since the answer that is under way may be
 * older than what has happened.
 */
export function rereader(read: () => Promise<unknown>): () => void {
  let isReading = false;
  let isAsked = false;
  return function ask() {
    if (isReading) {
      isAsked = true;
      return;
    }
    isReading = true;
    isAsked = false;
    void read()
      .catch(() => undefined) // the next one who asks has it read again
      .finally(() => {
        isReading = false;
        if (isAsked) ask();
      });
  };
}
