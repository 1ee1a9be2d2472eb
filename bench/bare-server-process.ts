import { createServer } from "node:http";
import { answerCalls } from "./child.ts";

let headers: Record<string, string> = {};
let body = "";

const server = createServer((_request, response) => {
  response.writeHead(200, headers);
  response.end(body);
});

/** `node:http` and nothing else: answers every request with the bytes it was given. */
answerCalls({
  listen: (given: { port: number; headers: Record<string, string>; body: string }) => {
    headers = given.headers;
    body = given.body;
    return new Promise<void>((resolve) => server.listen(given.port, "127.0.0.1", () => resolve()));
  },
});
