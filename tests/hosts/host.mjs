// A host for functions, on loopback: node host.mjs <file>. What the file asks of Stripe goes to the address in STAND_IN,
// and its clock is that of the request (Test-Clock, seconds since 1970).
import { createServer } from "node:http";
import { pathToFileURL } from "node:url";

const STRIPE = "https://api.stripe.com";
const real = globalThis.fetch;
globalThis.fetch = (address, how) => {
  if (!String(address).startsWith(`${STRIPE}/`)) throw new TypeError(`no such host: ${address}`);
  return real(process.env.STAND_IN + String(address).slice(STRIPE.length), how);
};
let clock = 0;
Date.now = () => clock;
const { default: made } = await import(pathToFileURL(process.argv[2]));
const handle = typeof made === "function" ? made : (request) => made.fetch(request);

const server = createServer(async (came, going) => {
  clock = Number(came.headers["test-clock"]) * 1000;
  const parts = [];
  for await (const part of came) parts.push(part);
  // What never ends, from who means harm.
  const endless = came.headers["test-endless"] && new ReadableStream({ pull: (going) => going.enqueue(new Uint8Array(65536)) });
  const body = endless || (["GET", "HEAD"].includes(came.method) ? undefined : Buffer.concat(parts));
  const request = new Request(`https://shop.example.org${came.url}`, { method: came.method, headers: came.headers, body, duplex: "half" });
  const answer = await handle(request);
  going.writeHead(answer.status, Object.fromEntries(answer.headers));
  going.end(Buffer.from(await answer.arrayBuffer()));
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
