import { z } from "@hono/zod-openapi";
import { createProject, createProjectInput } from "#server/catalog/create-project.ts";
import { identifier } from "#server/catalog/fields.ts";
import { getProject, listProjects, type Project } from "#server/catalog/queries.ts";
import { updateProject, updateProjectInput } from "#server/catalog/update-project.ts";
import { createRestApp } from "../create-rest-app.ts";
import { pageOf, pageOfAll, pageQuery } from "../page.ts";
import { jsonAnswer, jsonBody, restRoute } from "../rest-route.ts";

const projectSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    archivedAt: z.iso.datetime().nullable(),
    lastEventAt: z.iso.datetime().nullable(),
  })
  .openapi("Project");

const projectAnswer = ({ id, name, archivedAt, lastEventAt }: Project) => ({
  id,
  name,
  archivedAt: archivedAt?.toISOString() ?? null,
  lastEventAt: lastEventAt?.toISOString() ?? null,
});

const list = restRoute("view", {
  method: "get",
  path: "/v1/projects",
  summary: "List the projects of the organisation, by name",
  request: { query: pageQuery },
  responses: { 200: jsonAnswer("A page of projects.", pageOf(projectSchema)) },
});

const params = z.object({ id: identifier });

const get = restRoute("view", {
  method: "get",
  path: "/v1/projects/{id}",
  summary: "A project",
  request: { params },
  responses: { 200: jsonAnswer("The project.", projectSchema) },
});

const create = restRoute("manageProjects", {
  method: "post",
  path: "/v1/projects",
  summary: "Create a project",
  request: { body: jsonBody(createProjectInput, { project: { id: "my-project", name: "My Project" } }) },
  responses: { 201: jsonAnswer("The new project.", projectSchema) },
});

const update = restRoute("manageProjects", {
  method: "patch",
  path: "/v1/projects/{id}",
  summary: "Rename a project, archive it or take it back",
  request: {
    params,
    body: jsonBody(updateProjectInput, { rename: { name: "Our Project" }, archive: { archived: true } }),
  },
  responses: { 200: jsonAnswer("The project.", projectSchema) },
});

export const projects = createRestApp()
  .openapi(list, async (c) => {
    return c.json(pageOfAll(await listProjects(c.get("ctx")), c.req.valid("query"), projectAnswer), 200);
  })
  .openapi(get, async (c) => c.json(projectAnswer(await getProject(c.get("ctx"), c.req.valid("param").id)), 200))
  .openapi(create, async (c) => {
    const project = await createProject({ ctx: c.get("ctx"), input: c.req.valid("json") });
    return c.json(projectAnswer(project), 201);
  })
  .openapi(update, async (c) => {
    const { id } = c.req.valid("param");
    const input = c.req.valid("json");
    return c.json(projectAnswer(await updateProject({ ctx: c.get("ctx"), projectId: id, input })), 200);
  });
