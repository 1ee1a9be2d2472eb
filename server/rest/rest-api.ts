import { createRestApp } from "./create-rest-app.ts";
import { projects } from "./routes/projects.ts";

/** Every REST route, by its path below `/api`. A new file of routes is one line here. */
export const restApi = createRestApp();

restApi.route("/", projects);
