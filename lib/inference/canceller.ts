// What can stop a run, gathered in one signal: the caller's signal, an interrupt from the terminal or notebook, an error of the run's own.
import { setMaxListeners } from "node:events";

export interface Canceller {
  readonly signal: AbortSignal;
  /** The attempts that are aborted when the run stops. */
  readonly live: Set<AbortController>;
  /** Stops the run for an error of its own. */
  now(error: Error): void;
  /** The error that stopped it; undefined when a person did. */
  error(): Error | undefined;
  end(): void;
}

/** Begins to listen; `end` must be called when the run is over. */
export function createCanceller(outer: AbortSignal | undefined): Canceller {
  const controller = new AbortController();
  // Requests between two attempts listen, a listener each, and take it away again.
  setMaxListeners(0, controller.signal);
  const live = new Set<AbortController>();
  let error: Error | undefined;
  const stop = () => {
    controller.abort();
    for (const one of live) one.abort();
  };
  outer?.addEventListener("abort", stop);
  process.once("SIGINT", stop);
  if (outer?.aborted) stop();
  return {
    live,
    signal: controller.signal,
    now(cause) {
      if (!controller.signal.aborted) error = cause;
      stop();
    },
    error: () => error,
    end() {
      outer?.removeEventListener("abort", stop);
      process.removeListener("SIGINT", stop);
    },
  };
}
