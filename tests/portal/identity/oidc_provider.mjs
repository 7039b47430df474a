// A certified OpenID provider that is not ours, for the tests of portal/identity/oidc.py.
// node oidc_provider.mjs PORT CLIENT SECRET REDIRECT_URI
// Its page asks for an account and a level in a plain form, and knows the people of ACCOUNTS only.
import Provider from 'oidc-provider';
import { createServer } from 'node:http';

const [port, clientId, clientSecret, redirectUri] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;

const ACCOUNTS = {
  lan_anh: {
    LoaiTaiKhoan: '1',
    HoVaTen: 'Nguyễn Thị Lan Anh',
    SoDinhDanh: '001195999101',
    NgayThangNamSinh: '19950314',
    SoDienThoai: '0900000101',
  },
  nobody: { LoaiTaiKhoan: '1', HoVaTen: 'Không Số' },
  imposter: { LoaiTaiKhoan: '1', HoVaTen: 'Kẻ Giả', SoDinhDanh: 'not a number' },
};

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: clientId,
      client_secret: clientSecret,
      redirect_uris: [redirectUri],
      response_types: ['code'],
      grant_types: ['authorization_code'],
    },
  ],
  acrValues: ['LoA1', 'LoA2'],
  claims: { openid: ['sub', ...Object.keys(ACCOUNTS.lan_anh)], acr: null, auth_time: null },
  conformIdTokenClaims: true,
  features: { devInteractions: { enabled: false } },
  interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
  pkce: { required: () => true },
  cookies: { keys: ['a key for tests'] },
  ttl: { AccessToken: 60, AuthorizationCode: 60, IdToken: 60, Interaction: 60, Grant: 60, Session: 60 },
  findAccount: async (_ctx, id) => ({ accountId: id, claims: async () => ({ sub: id, ...ACCOUNTS[id] }) }),
});

async function bodyOf(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return new URLSearchParams(Buffer.concat(chunks).toString());
}

async function agreed(interaction, accountId) {
  const grant = new provider.Grant({ accountId, clientId: interaction.params.client_id });
  grant.addOIDCScope('openid');
  return grant.save();
}

async function interact(request, response) {
  const interaction = await provider.interactionDetails(request, response);
  if (request.method === 'GET') {
    response.setHeader('Content-Type', 'text/html; charset=utf-8');
    response.end(`<form method="post" action="/interaction/${interaction.uid}"></form>`);
    return;
  }
  const form = await bodyOf(request);
  if (form.get('decision') !== 'agree') {
    await provider.interactionFinished(request, response, { error: 'access_denied' });
    return;
  }
  const accountId = form.get('person');
  await provider.interactionFinished(request, response, {
    login: { accountId, acr: `LoA${form.get('level')}` },
    consent: { grantId: await agreed(interaction, accountId) },
  });
}

const serve = provider.callback();
createServer((request, response) => {
  if (!request.url.startsWith('/interaction/')) {
    serve(request, response);
    return;
  }
  interact(request, response).catch((error) => {
    response.statusCode = 500;
    response.end(String(error));
  });
}).listen(Number(port), '127.0.0.1');
