import { AsyncLocalStorage } from "node:async_hooks";

/** One per process, also where Next bundles a second copy of this module. */
const holder = globalThis as typeof globalThis & { purserInRequest?: AsyncLocalStorage<boolean> };
holder.purserInRequest ??= new AsyncLocalStorage();
const storage = holder.purserInRequest;

/** Runs `work` as the answer to a request: somebody waits for it, so no statement may take longer than a few seconds. */
export const asRequest = <T>(work: () => T): T => storage.run(true, work);

/** Runs `work` that a request asks for but that may take minutes, as jobs and commands do. */
export const asJob = <T>(work: () => T): T => storage.run(false, work);

/** Whether what runs now answers a request. */
export const inRequest = (): boolean => storage.getStore() ?? false;
