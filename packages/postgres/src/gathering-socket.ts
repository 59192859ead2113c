import { Socket } from 'node:net';

/** So much is sent at once: the server can begin with it while the rest is being written. */
const gatheredBytesMax = 32 * 1024;

type Written = (error?: Error | null) => void;

/**
 * Sends what is written in one turn of the event loop in one system call: statements that travel
 * together wake the server once, not once each.
 */
export class GatheringSocket extends Socket {
  #gathering = false;

  override write(
    chunk: Uint8Array | string,
    encoding?: BufferEncoding | Written,
    written?: Written,
  ): boolean {
    if (!this.#gathering) {
      this.#gathering = true;
      this.cork();
      process.nextTick(() => {
        this.#gathering = false;
        this.uncork();
      });
    }
    const hasRoom = super.write(chunk as string, encoding as BufferEncoding, written);
    if (this.writableLength >= gatheredBytesMax) {
      this.uncork();
      this.cork();
    }
    return hasRoom;
  }
}
