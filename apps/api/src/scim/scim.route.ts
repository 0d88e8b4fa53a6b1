import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ForbiddenError, UnauthenticatedError } from '../access/access.errors.ts';
import { bearerOf } from '../access/bearer.ts';
import { callerOf } from '../access/caller-note.ts';
import { optionsOfRequest } from '../access/commander.ts';
import { assertMay } from '../access/policy.ts';
import { type Member, memberOf, type Viewer } from '../access/viewer.ts';
import { NotFoundError } from '../platform/errors.ts';
import { noteOf } from '../platform/request-note.ts';
import type { Said } from './command.ts';
import { type Discovery, discoveryOf } from './discovery.ts';
import { parseScimFilter } from './filter.ts';
import { changeOfGroup, patchOfGroup } from './group-change.ts';
import { listOf, names, pageOf, type Resource, selected, selectionOf } from './resource.ts';
import { answerScimError } from './scim.errors.ts';
import type { ScimGroups } from './scim-groups.service.ts';
import type { ScimUsers, Wish } from './scim-users.service.ts';
import { changeOfUser, patchOfUser } from './user-change.ts';
import type { Json } from './values.ts';

export const SCIM_PATH = '/scim/v2';

type Rates = {
  admitAddress(ip: string, answer: FastifyReply): Promise<void>;
  admit(viewer: Viewer, answer: FastifyReply): Promise<void>;
};

export type ScimNeeds = {
  readonly users: ScimUsers;
  readonly groups: ScimGroups;
  readonly baseUrl: string;
  /** Who shows this API key; null when it is not good. */
  readonly authenticate: (token: string, ip: string) => Promise<Viewer | null>;
  readonly rates: Rates;
};

type Asked = { readonly by: Member; readonly id: string; readonly said: Said };
type Act = (asked: Asked, request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;
type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** `/scim/v2/*`: SCIM 2.0 (RFC 7643, RFC 7644) for the people and teams of the company whose key is shown. */
export async function scimRoutes(server: FastifyInstance, { users, groups, baseUrl, ...admission }: ScimNeeds): Promise<void> {
  await server.register(
    (scope, _options, done) => {
      scope.setErrorHandler(answerScimError);
      readScimBodies(scope);
      const on = (method: Method, url: string, act: Act) =>
        scope.route({
          method,
          url,
          async handler(request, reply) {
            const by = await admitted(admission, request, reply);
            const { id = '' } = request.params as { id?: string };
            const ifMatch = request.headers['if-match'];
            return act({ by, id: id.toLowerCase(), said: { by, options: optionsOfRequest(request), ifMatch } }, request, reply);
          },
        });
      discoveryRoutes(on, discoveryOf(baseUrl));

      on('GET', '/Users', async ({ by }, request, reply) => answerList(request, reply, (wish) => users.list(by, wish)));
      on('GET', '/Users/:id', async ({ by, id }, request, reply) => answer(request, reply, await users.find(by, id)));
      on('POST', '/Users', async ({ said }, request, reply) =>
        created(request, reply, await users.create(said, changeOfUser(request.body))),
      );
      on('PUT', '/Users/:id', async ({ said, id }, request, reply) =>
        answer(request, reply, await users.change(said, id, changeOfUser(request.body))),
      );
      on('PATCH', '/Users/:id', async ({ said, id }, request, reply) =>
        answer(request, reply, await users.change(said, id, patchOfUser(request.body))),
      );
      on('DELETE', '/Users/:id', async ({ said, id }, _request, reply) => {
        await users.remove(said, id);
        return reply.code(204).send();
      });

      on('GET', '/Groups', async ({ by }, request, reply) => answerList(request, reply, (wish) => groups.list(by, wish)));
      on('GET', '/Groups/:id', async ({ by, id }, request, reply) => answer(request, reply, await groups.find(by, id)));
      on('POST', '/Groups', async ({ said }, request, reply) =>
        created(request, reply, await groups.create(said, changeOfGroup(request.body))),
      );
      on('PUT', '/Groups/:id', async ({ said, id }, request, reply) =>
        answer(request, reply, await groups.change(said, id, changeOfGroup(request.body))),
      );
      on('PATCH', '/Groups/:id', async ({ said, id }, request, reply) =>
        answer(request, reply, await groups.change(said, id, patchOfGroup(request.body))),
      );
      on('DELETE', '/Groups/:id', async ({ said, id }, _request, reply) => {
        await groups.remove(said, id);
        return reply.code(204).send();
      });
      done();
    },
    { prefix: SCIM_PATH },
  );
}

/** A DELETE with a content type has no body all the same. */
function readScimBodies(scope: FastifyInstance): void {
  const parse = scope.getDefaultJsonParser('error', 'error');
  scope.removeContentTypeParser('application/json');
  scope.addContentTypeParser<string>(['application/scim+json', 'application/json'], { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined);
    else void parse(request, body, done);
  });
}

function discoveryRoutes(on: (method: Method, url: string, act: Act) => void, { config, resourceTypes, schemas }: Discovery): void {
  const plain = (reply: FastifyReply, body: Json) => reply.type('application/scim+json').send(body);
  const found = (listed: readonly Json[], id: string, noun: string): Json => {
    const one = listed.find((item) => String(item['id']).toLowerCase() === id);
    if (one === undefined) throw new NotFoundError(noun);
    return one;
  };
  const whole = { startIndex: 1, count: 100 };
  on('GET', '/ServiceProviderConfig', async (_asked, _request, reply) => plain(reply, config));
  on('GET', '/ResourceTypes', async (_asked, _request, reply) => plain(reply, listOf(resourceTypes, resourceTypes.length, whole)));
  on('GET', '/ResourceTypes/:id', async ({ id }, _request, reply) => plain(reply, found(resourceTypes, id, 'resource type')));
  on('GET', '/Schemas', async (_asked, _request, reply) => plain(reply, listOf(schemas, schemas.length, whole)));
  on('GET', '/Schemas/:id', async ({ id }, _request, reply) => plain(reply, found(schemas, id, 'schema')));
}

/** @throws TooManyRequestsError, UnauthenticatedError, AddressNotAllowedError, ForbiddenError */
async function admitted(
  { authenticate, rates }: Pick<ScimNeeds, 'authenticate' | 'rates'>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Member> {
  const { headers, ip } = request;
  await rates.admitAddress(ip, reply);
  const token = bearerOf(headers.authorization);
  const viewer = token === undefined ? null : await authenticate(token, ip);
  if (viewer === null) throw new UnauthenticatedError('Show an API key of a service account with the scope SCIM, as a bearer token.');
  noteOf(request).caller = callerOf(viewer);
  await rates.admit(viewer, reply);
  const member = memberOf(viewer);
  if (member.role !== 'SERVICE') throw new ForbiddenError('A directory comes with an API key, a person by the screens.');
  assertMay(member, 'directory.provision', { companyId: member.companyId });
  return member;
}

type Query = Record<string, string | undefined>;

/** A parameter that is given twice counts once. */
function queryOf({ query }: FastifyRequest): Query {
  const given = Object.entries(query as Record<string, string | string[]>);
  return Object.fromEntries(given.map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]));
}

async function answerList(
  request: FastifyRequest,
  reply: FastifyReply,
  look: (wish: Wish) => Promise<{ readonly resources: readonly Resource[]; readonly total: number }>,
): Promise<FastifyReply> {
  const query = queryOf(request);
  const page = pageOf(query);
  const { resources, total } = await look({
    ...page,
    filter: query['filter'] === undefined ? null : parseScimFilter(query['filter']),
    sortBy: query['sortBy'] ?? null,
    descending: query['sortOrder'] === 'descending',
  });
  const selection = selectionOf(query);
  const shown = resources.map((resource) => selected(resource, selection));
  return reply
    .header('cache-control', 'no-store')
    .type('application/scim+json')
    .send(listOf(shown, total, page));
}

function created(request: FastifyRequest, reply: FastifyReply, resource: Resource): FastifyReply {
  return answer(request, reply.code(201).header('location', resource.meta.location), resource);
}

function answer(request: FastifyRequest, reply: FastifyReply, resource: Resource): FastifyReply {
  const { version } = resource.meta;
  void reply.header('etag', version).header('cache-control', 'no-store');
  const known = request.headers['if-none-match'];
  if (request.method === 'GET' && known !== undefined && names(known, version)) return reply.code(304).send();
  return reply.type('application/scim+json').send(selected(resource, selectionOf(queryOf(request))));
}
