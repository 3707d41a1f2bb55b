/** Key material that cannot be printed by mistake: it is no property, so inspecting, logging or serializing its owner shows none of it. */
export class SecretBytes {
  readonly #bytes: Buffer;

  /** Takes the buffer over: erasing fills it with zeros. */
  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get length(): number {
    return this.#bytes.length;
  }

  /** To be used and forgotten at once. */
  reveal(): Buffer {
    return this.#bytes;
  }

  /** Bytes of their own, so that erasing one leaves the other. Never from Node's shared pool. */
  copy(): SecretBytes {
    const bytes = Buffer.allocUnsafeSlow(this.#bytes.length);
    this.#bytes.copy(bytes);
    return new SecretBytes(bytes);
  }

  erase(): void {
    this.#bytes.fill(0);
  }
}
