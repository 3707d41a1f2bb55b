/** What services hear beside the signal that ends them. */
export interface ServiceSignals {
  /** SIGHUP: read the config again. */
  onHangup: (listener: () => void) => void;
}
