import { createSocket } from 'node:dgram';

/** A DNS server on this machine that knows the TXT records it was given, and says of all else that it is not there. */
export type DnsServer = {
  /** With its port. */
  readonly address: string;
  /** Texts of a name; none takes the name out. */
  set(name: string, ...texts: string[]): void;
  /** Has it answer that it failed, as one that is broken does. */
  breakDown(broken: boolean): void;
  close(): Promise<void>;
};

const TXT = 16;
const [NO_ERROR, SERVER_FAILED, NO_SUCH_NAME] = [0, 2, 3];

/** RFC 1035, as far as one question after TXT records takes. */
export async function openDnsServer(port = 0): Promise<DnsServer> {
  const records = new Map<string, readonly string[]>();
  let isBroken = false;
  const socket = createSocket('udp4');
  socket.on('message', (query, from) => {
    const { name, end } = nameIn(query);
    const texts = query.readUInt16BE(end) === TXT ? (records.get(name.toLowerCase()) ?? []) : [];
    const code = isBroken ? SERVER_FAILED : texts.length === 0 ? NO_SUCH_NAME : NO_ERROR;
    const answers = code === NO_ERROR ? texts.map(answerOf) : [];
    const header = Buffer.alloc(12);
    query.copy(header, 0, 0, 2);
    header.writeUInt16BE(0x8180 | code, 2);
    header.writeUInt16BE(1, 4);
    header.writeUInt16BE(answers.length, 6);
    socket.send(Buffer.concat([header, query.subarray(12, end + 4), ...answers]), from.port, from.address);
  });
  await new Promise<void>((resolve) => socket.bind(port, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${socket.address().port}`,
    set: (name, ...texts) => void records.set(name.toLowerCase(), texts),
    breakDown: (broken) => {
      isBroken = broken;
    },
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}

function nameIn(query: Buffer): { name: string; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = query.readUInt8(at); length > 0; length = query.readUInt8(at)) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.'), end: at + 1 };
}

/** The name by a pointer to the question, TXT, IN, no time to live, and the text in pieces of at most 255 bytes. */
function answerOf(text: string): Buffer {
  const bytes = Buffer.from(text);
  const pieces: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += 255) {
    const piece = bytes.subarray(at, at + 255);
    pieces.push(Buffer.from([piece.length]), piece);
  }
  const data = Buffer.concat(pieces);
  const head = Buffer.alloc(12);
  head.writeUInt16BE(0xc00c, 0);
  head.writeUInt16BE(TXT, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
}
