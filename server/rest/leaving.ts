/** On `globalThis`: one per process, whoever bundles this module. */
const holder = globalThis as typeof globalThis & { purserLeaves?: boolean };

/** Whether this process was told to stop: it still answers, but nobody is to send it more. */
export const isLeaving = (): boolean => holder.purserLeaves === true;

/** Notes that this process is about to stop, or that it serves. */
export const sayLeaving = (is: boolean): void => {
  holder.purserLeaves = is;
};
