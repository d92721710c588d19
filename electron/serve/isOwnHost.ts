// A web page elsewhere can point a name it owns at 127.0.0.1 and then read this server as its own origin (DNS
// rebinding). Such a request still carries that name in its Host header, so only the loopback names are answered.

const LOOPBACK = new Set(["127.0.0.1", "localhost", "[::1]"]);

/**
 * @param header the Host header as sent
 * @param port the port this server listens on
 */
export function isOwnHost(header: string | undefined, port: number): boolean {
  if (header === undefined) return false;
  const match = /^(.+?)(?::(\d+))?$/.exec(header.toLowerCase());
  return match !== null && LOOPBACK.has(match[1] ?? "") && Number(match[2] ?? 80) === port;
}
