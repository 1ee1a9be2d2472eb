import { createServer } from "node:net";
import { StartError } from "#server/start-error.ts";

/** @throws StartError when the port cannot be listened on. Asked before anything slow. */
export function checkPort(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", (error: NodeJS.ErrnoException) => reject(portError(port, error)));
    probe.listen(port, () => probe.close(() => resolve()));
  });
}

function portError(port: number, error: NodeJS.ErrnoException): Error {
  if (error.code === "EADDRINUSE") {
    return new StartError(
      `Port ${port} is in use. Stop what uses it, or choose another: npm start -- --port ${port + 1}`,
    );
  }
  if (error.code === "EACCES") {
    return new StartError(
      `Port ${port} needs more rights than this user has. Choose one above 1023: npm start -- --port 3000`,
    );
  }
  return error;
}
