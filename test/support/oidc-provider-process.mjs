/*
 * A provider of OpenID Connect on this machine: `node oidc-provider-process.mjs <redirect URI> ...`. It prints its issuer, and signs
 * in whomever `POST /person` has last named, without asking.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { Provider } from 'oidc-provider';

const people = new Map();
let next = '';

const server = createServer();
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const issuer = `http://127.0.0.1:${server.address().port}`;

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: 'mainstay',
      client_secret: 'the secret of this client',
      redirect_uris: process.argv.slice(2),
    },
  ],
  claims: { email: ['email', 'email_verified'], profile: ['name'] },
  conformIdTokenClaims: false,
  cookies: { keys: ['only for tests'] },
  features: { devInteractions: { enabled: false } },
  findAccount: (_context, accountId) => ({
    accountId,
    claims: () => Promise.resolve({ sub: accountId, ...people.get(accountId) }),
  }),
  interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
});
const standard = provider.callback();

async function answer(request, response) {
  if (request.url === '/person') {
    const { sub, ...claims } = await json(request);
    people.set(sub, claims);
    next = sub;
    response.end();
  } else if (request.url.startsWith('/interaction/')) {
    const { params } = await provider.interactionDetails(request, response);
    const grant = new provider.Grant({ accountId: next, clientId: params.client_id });
    grant.addOIDCScope('openid email profile');
    const result = { login: { accountId: next }, consent: { grantId: await grant.save() } };
    await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  } else {
    await standard(request, response);
  }
}

server.on('request', (request, response) => {
  answer(request, response).catch((error) => {
    response.statusCode = 500;
    response.end(String(error));
  });
});
console.log(`issuer ${issuer}`);
