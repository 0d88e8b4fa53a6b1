import { once } from 'node:events';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { brokenOff } from './broken-off.ts';
import type { Fault } from './fault.ts';
import type { Faults } from './faults.ts';

/** A header of calls that the emulator makes to itself: faults are for those who call it. */
export const OWN_CALL = 'x-emulator-own-call';

const struck = new WeakMap<FastifyRequest, Fault>();

/** The fault that struck a call, if one did. */
export function faultOf(request: FastifyRequest): Fault | null {
  return struck.get(request) ?? null;
}

/** Puts faults into calls of the API: before their effect, or into the answer after it. */
export function apiFaults(api: FastifyInstance, faults: Faults): void {
  api.addHook('preHandler', async (request, reply) => {
    if (OWN_CALL in request.headers) return undefined;
    const fault = faults.strike({ place: 'api', subject: `${request.method} ${request.url.split('?', 1)[0]}` });
    if (fault === null) return undefined;
    struck.set(request, fault);
    return fault.when === 'before' ? instead(faults, fault, request, reply) : undefined;
  });

  api.addHook('onSend', async (request, reply, payload) => {
    const fault = faultOf(request);
    return fault?.when === 'after' ? afterwards(faults, fault, { request, reply, payload }) : payload;
  });
}

/** Nothing takes effect, but for a delay: that only comes late, even when the caller has given up by then. */
async function instead(faults: Faults, fault: Fault, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
  switch (fault.kind) {
    case 'delay':
      if (await faults.rest(fault.delayMs)) return undefined;
      return reply.hijack();
    case 'error':
      return sayError(reply, fault).send(errorBody(fault));
    case 'bad_json':
      return reply.code(200).type('application/json').send(brokenOff('{"token":"01a6ee12"}'));
    case 'silence':
      await closed(request);
      return reply.hijack();
    default:
      request.raw.socket.destroy();
      return reply.hijack();
  }
}

type Answer = { readonly request: FastifyRequest; readonly reply: FastifyReply; readonly payload: unknown };

async function afterwards(faults: Faults, fault: Fault, { request, reply, payload }: Answer): Promise<unknown> {
  switch (fault.kind) {
    case 'delay':
      await faults.rest(fault.delayMs);
      return payload;
    case 'error':
      sayError(reply, fault).type('application/json').removeHeader('content-length');
      return JSON.stringify(errorBody(fault));
    case 'bad_json':
      reply.removeHeader('content-length');
      return brokenOff(typeof payload === 'string' ? payload : '{"token"');
    case 'silence':
      await closed(request);
      return payload;
    default:
      request.raw.socket.destroy();
      return payload;
  }
}

function sayError(reply: FastifyReply, { status, retryAfterSeconds }: Fault): FastifyReply {
  if (retryAfterSeconds !== null) reply.header('retry-after', String(retryAfterSeconds));
  return reply.code(status);
}

function errorBody({ status }: Fault): object {
  return { error_code: `${status}000`, error_message: 'A fault of the emulator' };
}

async function closed({ raw: { socket } }: FastifyRequest): Promise<void> {
  if (!socket.destroyed) await once(socket, 'close');
}
