"""A set of lines that leak and lines that do not, made at run time by public token formats; for measuring the scan.

Place in the flow: tests only. Nothing here is or was a secret, and no file holds what looks like one.
"""
# SPDX-License-Identifier: Apache-2.0
import base64
import json
import random
import re
import string
import uuid
import zlib

ALNUM = string.ascii_letters + string.digits
B62 = string.digits + string.ascii_uppercase + string.ascii_lowercase
KINDS = {
    "a": ALNUM, "l": string.ascii_lowercase + string.digits, "u": string.ascii_uppercase + string.digits, "d": string.digits,
    "x": "0123456789abcdef", "X": "0123456789ABCDEF", "w": ALNUM + "_-", "b": ALNUM + "+/", "z": string.ascii_lowercase,
    "Z": string.ascii_uppercase, "L": string.ascii_letters, "5": "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "p": ALNUM + "!#%&*+,.:;@^_~-",
}


def fill(rng, form):
    """`<a36>` is 36 letters and digits, by KINDS; all else stands for itself."""

    def part(match):
        word = match.group(1)
        made = uuid.UUID(int=rng.getrandbits(128), version=4)
        return made.hex if word == "uuid" else str(made) if word == "UUID" else "".join(rng.choices(KINDS[word[0]], k=int(word[1:])))

    return re.sub(r"<(uuid|UUID|[aludxXwbzZL5p]\d+)>", part, form)


def b64url(data):
    return base64.urlsafe_b64encode(data if isinstance(data, bytes) else json.dumps(data).encode()).decode().rstrip("=")


def crc62(text, width=6):
    n, out = zlib.crc32(text.encode()), ""
    while len(out) < width:
        n, digit = divmod(n, 62)
        out = B62[digit] + out
    return out


def jwt(rng, **claims):
    claims = {"sub": fill(rng, "<x8>"), "exp": rng.randrange(1780000000, 1790000000)} | claims
    alg = rng.choice(["RS256", "HS256", "ES256"])
    return f'{b64url({"alg": alg, "typ": "JWT"})}.{b64url(claims)}.{b64url(rng.randbytes(32))}'


def basic(rng):
    return base64.b64encode(fill(rng, "svc-<z5>:<p16>").encode()).decode()


def pem(rng, kind):
    lines = [base64.b64encode(b"\x30\x82" + rng.randbytes(46)).decode()] + [base64.b64encode(rng.randbytes(48)).decode() for _ in range(9)]
    return "\n".join([f"-----BEGIN {kind}PRIVATE KEY-----", *lines, f"-----END {kind}PRIVATE KEY-----"])


# Tokens that their own form tells: (name, form)
FORMS = """
github-classic ghp_@crc
github-oauth gho_@crc
github-server ghs_<a36>
github-refresh ghr_<a76>
github-fine github_pat_<a22>_<a59>
npm npm_<a36>
gitlab-pat glpat-<w20>
gitlab-runner glrt-<w20>
gitlab-deploy gldt-<w20>
gitlab-trigger glptt-<x40>
gitlab-feed glft-<w20>
gitlab-agent glagent-<w50>
gitlab-ci glcbt-<a2>_<w20>
aws-session IQoJb3JpZ2luX2Vj<b320>
google-api AIza<w35>
google-secret GOCSPX-<w28>
google-access ya29.a0<w150>
google-refresh 1//0<w80>
slack-bot xoxb-<d12>-<d12>-<a24>
slack-user xoxp-<d12>-<d12>-<d12>-<x32>
slack-app xapp-1-A<u10>-<d13>-<x64>
slack-hook https://hooks.slack.com/services/T<u8>/B<u10>/<a24>
slack-config xoxe.xoxp-1-<a163>
slack-legacy xoxs-<d10>-<d10>-<d10>-<x10>
stripe-live sk_live_<a24>
stripe-restricted rk_live_<a99>
stripe-hook whsec_<a32>
sendgrid SG.<w22>.<w43>
mailgun key-<x32>
mailchimp <x32>-us17
sendinblue xkeysib-<x64>-<a16>
openai-old sk-<a20>T3BlbkFJ<a20>
openai-project sk-proj-<w74>T3BlbkFJ<w74>
anthropic sk-ant-api03-<w93>AA
anthropic-admin sk-ant-admin01-<w93>AA
huggingface hf_<L34>
perplexity pplx-<a48>
groq gsk_<a52>
openrouter sk-or-v1-<x64>
replicate r8_<a37>
xai xai-<a80>
vault-service hvs.<w95>
vault-batch hvb.<w150>
terraform <a14>.atlasv1.<w67>
grafana-service glsa_<a32>_<x8>
grafana-cloud glc_@grafana
shopify-access shpat_<x32>
shopify-secret shpss_<x32>
shopify-custom shpca_<x32>
hubspot pat-na1-<UUID>
digitalocean dop_v1_<x64>
digitalocean-oauth doo_v1_<x64>
databricks dapi<x32>
new-relic-user NRAK-<u27>
new-relic-insert NRII-<w32>
new-relic-browser NRJS-<x19>
dynatrace dt0c01.<u24>.<u64>
sentry-user sntryu_<x64>
sentry-org sntrys_@sentry
postman PMAK-<x24>-<x34>
jfrog-key AKCp<a69>
jfrog-token cmVmdGtu<a56>
docker dckr_pat_<w27>
docker-org dckr_oat_<w32>
pypi pypi-AgEIcHlwaS5vcmc<w70>
rubygems rubygems_<x48>
linear lin_api_<a40>
notion ntn_<d11><a35>
notion-old secret_<a43>
airtable pat<a14>.<x64>
figma figd_<w40>
supabase sbp_<x40>
supabase-new sb_secret_<w31>
vercel vcp_<a56>
tailscale tskey-auth-<a16>-<a32>
tailscale-api tskey-api-<a12>-<a32>
doppler dp.pt.<a43>
doppler-service dp.st.prd.<a43>
onepassword ops_eyJ<b250>
salesforce 00D<a12>!<a80>
square-access EAAA<w60>
square-secret sq0csp-<w43>
square-token sq0atp-<w22>
mapbox-secret sk.eyJ<a80>.<w22>
telegram <d9>:AA<w33>
planetscale pscale_tkn_<w43>
planetscale-password pscale_pw_<w43>
planetscale-oauth pscale_oauth_<w43>
pulumi pul-<x40>
prefect pnu_<l36>
lob live_<x35>
clojars CLOJARS_<l60>
contentful CFPAT-<w43>
dropbox sl.<w140>
easypost EZAK<a54>
heroku HRKU-AA<w58>
heroku-uuid HRKU-<UUID>
octopus API-<u26>
openshift sha256~<w43>
sourcegraph sgp_<x40>
scalingo tk-us-<w48>
harness pat.<a22>.<x24>.<a20>
infracost ico-<a32>
mailersend mlsn.<x64>
resend re_<a8>_<a24>
age AGE-SECRET-KEY-1<@bech>
azure-entra <a3>8Q~<w34>
azure-storage <b76>+ASt<a5>AgA==
atlassian ATATT3xFfGF0<w171>=<X8>
bitbucket ATBB<a24><X8>
typeform tfp_<w59>
readme rdme_<l70>
shippo shippo_live_<x40>
flutterwave FLWSECK-<x32>-X
flutterwave-test FLWSECK_TEST-<l32>-X
duffel duffel_live_<w43>
frameio fio-u-<w64>
flyio FlyV1 fm2_<b90>
fly-old fo1_<w43>
adobe p8e-<x32>
alibaba LTAI<a20>
cloudflare-origin v1.0-<x24>-<x146>
maxmind <a6>_<a29>_mmk
settlemint sm_pat_<a16>
sonar sqp_<x40>
sonar-user squ_<x40>
snyk-new snyk_sat.<w36>
circleci CCIPAT_<a22>_<x40>
buildkite bkua_<x40>
netlify nfp_<a36>
render rnd_<a28>
cohere-none co_<a40>
langsmith lsv2_pt_<x32>_<x10>
elevenlabs sk_<x48>
deepgram-none dg_<x40>
pinecone pcsk_<a6>_<a58>
weights wandb_v1_<a40>
cockroach CCDB1_<a22>_<a40>
neon napi_<l64>
tines-none tin_<a40>
stytch secret-live-<w36>
workos sk_live_<a50>
clerk sk_test_<a42>
plaid access-production-<UUID>
paypal access_token$production$<l16>$<x32>
braintree access_token$sandbox$<l16>$<x32>
razorpay rzp_live_<a14>
github-app-jwt @jwt
paseto v4.local.<w180>
kong-konnect kpat_<a45>
zuplo zpka_@zuplo
nuget oy2<l43>
azure-cask <a52>JQQJ99<a18>AAAA<a4>
aws-bedrock ABSK<b132>
tines <x32>
""".strip()

NOT_TOLD = {"tines", "cohere-none", "deepgram-none", "tines-none", "razorpay", "square-secret"}

# Values that only a name beside them tells: (name, key, form)
NAMED = """
okta okta_api_token 00<w40>
auth0 auth0_client_secret <w64>
datadog-api DD_API_KEY <x32>
datadog-app datadog_app_key <x40>
cloudflare cloudflare_api_key <x37>
cloudflare-token CLOUDFLARE_API_TOKEN <w40>
twilio TWILIO_AUTH_TOKEN <x32>
jira jira_token <a24>
confluence confluence_api_token <a24>
aws aws_secret_access_key <b40>
algolia algolia_api_key <x32>
asana asana_client_secret <x32>
bitbucket bitbucket_client_secret <w64>
coinbase coinbase_api_key <w64>
confluent CONFLUENT_SECRET_KEY <a64>
discord discord_bot_token <a24>.<a6>.<a27>
fastly fastly_api_token <w32>
facebook facebook_app_secret <x32>
dropbox dropbox_app_secret <l15>
heroku heroku_api_key <UUID>
hubspot hubspot_api_key <UUID>
intercom intercom_token <w60>
linkedin linkedin_client_secret <a16>
mattermost mattermost_token <l26>
netlify netlify_access_token <w43>
okta-secret OKTA_CLIENT_SECRET <w40>
pagerduty PAGERDUTY_API_KEY <w20>
plaid plaid_secret <x30>
rapidapi RAPIDAPI_KEY <w50>
sendbird sendbird_access_token <x40>
snyk SNYK_TOKEN <UUID>
sonar SONAR_TOKEN <x40>
sumologic sumo_access_key <a64>
travis travis_token <a22>
trello trello_api_token <x64>
twitch twitch_client_secret <l30>
twitter twitter_api_secret <a50>
zendesk zendesk_secret_key <l40>
launchdarkly launchdarkly_access_token <a40>
mistral MISTRAL_API_KEY <a32>
deepgram DEEPGRAM_API_KEY <x40>
cloudinary cloudinary_api_secret <w27>
generic-1 client_secret <a32>
generic-2 apiKey <x32>
generic-3 signing_secret <x40>
generic-4 encryption_key <b43>=
generic-5 private_token <w24>
generic-6 webhookSecret <a28>
generic-7 consumerSecret <a32>
generic-8 refresh_token <w64>
generic-9 access_key <a32>
generic-10 jwt_secret <p24>
generic-11 db_password <a3>-<p11>
generic-12 session_secret <x64>
""".strip()

# Where a token stands that its form tells.
PLACES = [
    '{{"ts":"2026-05-01T10:00:00Z","level":"warn","msg":"upstream said no for {0}"}}', 'export VENDOR_TOKEN="{0}"', "token={0}",
    '2026-05-03 10:11:12 INFO sync started with {0} for tenant t-17', 'curl -sS -H "Authorization: Bearer {0}" https://api.example.net/v1/x',
    'time=2026-05-01T00:00:00Z level=info key={0} status=200', "vendor:\n  token: {0}\n  region: eu\n", "<setting name=\"token\">{0}</setting>",
    'id,owner,token\n17,ann,{0}\n', '{{"body":"{{\\"token\\":\\"{0}\\"}}"}}', "| token | `{0}` |", "> X-Vendor-Token: {0}", "use {0}, then restart.",
    'const client = new Client("{0}");', "GET /v1/hooks?token={0}&page=2 HTTP/1.1",
]
# Where a value stands that its name tells.
PAIRS = [
    '{k} = "{v}"', "{k}: {v}", "{k}={v}", '{{"{k}": "{v}"}}', "export {k}='{v}'", '{{"cfg":"{{\\"{k}\\":\\"{v}\\"}}"}}', "<{k}>{v}</{k}>",
    'level=info {k}={v} status=200', "id,{k},region\n1,{v},eu\n", "    {k}: \"{v}\" # rotated in May", "set {k} => '{v}',", "?{k}={v}&x=1",
]


def make_form(rng, form):
    if form.endswith("@crc"):
        body = fill(rng, "<a30>")
        return form[:-4] + body + crc62(body)
    if form == "@jwt":
        return jwt(rng)
    if form.endswith("@grafana"):
        return form[:-8] + base64.b64encode(json.dumps({"o": "7712", "n": "stack-ci", "k": fill(rng, "<a24>"), "m": {"r": "eu"}}).encode()).decode()
    if form.endswith("@sentry"):
        return form[:-7] + b64url({"iat": 1717171717.12, "url": "https://sentry.io", "region_url": "https://us.sentry.io", "org": "acme"}) + "_" + fill(rng, "<b43>")
    if form.endswith("@zuplo"):
        body = fill(rng, "<a32>")
        return f"{form[:-6]}{body}_{zlib.crc32(body.encode()):08x}"
    if "<@bech>" in form:
        return form.replace("<@bech>", "".join(rng.choices("QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L", k=58)))
    return fill(rng, form)


def structures(rng):
    """Leaks by where they stand alone: (name, line)."""
    yield "basic", f"Authorization: Basic {basic(rng)}"
    yield "basic-json", json.dumps({"request": {"headers": {"authorization": "Basic " + basic(rng)}}})
    yield "bearer-jwt", json.dumps({"headers": [{"name": "Authorization", "value": "Bearer " + jwt(rng)}]})
    yield "bearer-opaque", fill(rng, "> authorization: Bearer <w43>")
    yield "digest", fill(rng, 'Authorization: Digest username="svc", realm="api", nonce="<x32>", uri="/", response="<x32>"')
    yield "api-key-header", fill(rng, "X-API-Key: <a40>")
    yield "apim-header", fill(rng, '"Ocp-Apim-Subscription-Key":"<x32>"')
    yield "cookie-set", fill(rng, "Set-Cookie: SESSIONID=<a40>; Path=/; HttpOnly")
    yield "cookie", fill(rng, "Cookie: theme=dark; connect.sid=s%3A<w32>.<w43>")
    yield "cookie-json", fill(rng, '{"headers":{"cookie":"JSESSIONID=<X32>; lang=en"}}')
    yield "postgres", fill(rng, "DATABASE_URL=postgres://app:<a18>@db.internal:5432/app")
    yield "mongo", fill(rng, "mongodb+srv://svc:<a14>@cluster0.ab1cd.mongodb.net/x")
    yield "redis", fill(rng, "redis://:<a24>@cache:6379/0")
    yield "amqp", fill(rng, "amqps://worker:<a20>@mq.internal/vhost")
    yield "git-url", fill(rng, "git clone https://ann:<a20>@git.example.net/x.git")
    yield "ado", fill(rng, "Server=tcp:db,1433;Initial Catalog=app;User ID=svc;Password=<a16>;Encrypt=True;")
    yield "jdbc", fill(rng, "jdbc:mysql://db:3306/app?user=svc&password=<a16>")
    yield "servicebus", "Endpoint=sb://x.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=" + base64.b64encode(rng.randbytes(32)).decode()
    yield "azure-account", "DefaultEndpointsProtocol=https;AccountName=acme;AccountKey=" + base64.b64encode(rng.randbytes(64)).decode() + ";EndpointSuffix=core.windows.net"
    yield "azure-sas", "https://acme.blob.core.windows.net/x?sv=2024-05-04&se=2026-09-01&sr=c&sp=rl&sig=" + base64.b64encode(rng.randbytes(32)).decode().replace("+", "%2B").replace("/", "%2F").replace("=", "%3D")
    yield "aws-presigned", fill(rng, "https://b.s3.amazonaws.com/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIA<516>%2F20260501%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Signature=<x64>")
    yield "oauth-body", fill(rng, "grant_type=client_credentials&client_id=crm&client_secret=<a40>")
    yield "oauth-reply", fill(rng, '{"access_token":"<w64>","token_type":"Bearer","expires_in":3600,"refresh_token":"<w48>"}')
    yield "oauth-code", fill(rng, "GET /callback?code=<w40>&state=xyz HTTP/1.1")
    yield "saml", "SAMLResponse=" + base64.b64encode(b"<samlp:Response>" + rng.randbytes(200)).decode().replace("+", "%2B").replace("=", "%3D")
    yield "login-body", fill(rng, '{"body":"{\\"username\\":\\"ann\\",\\"password\\":\\"<p12>\\"}"}')
    yield "kubernetes", "apiVersion: v1\nkind: Secret\ndata:\n  db-password: " + base64.b64encode(fill(rng, "<a18>").encode()).decode()
    yield "kong-key", fill(rng, "consumers:\n- username: crm\n  keyauth_credentials:\n  - key: <a32>\n")
    yield "kong-jwt", fill(rng, "jwt_secrets:\n- key: crm\n  secret: <a32>\n  algorithm: HS256\n")
    yield "usage-plan", fill(rng, '{"id":"a1b2c3","value":"<a40>","name":"crm","enabled":true}')
    yield "nginx", fill(rng, 'proxy_set_header X-Api-Key "<a36>";')
    yield "curl-user", fill(rng, "curl -u svc:<a18> https://api.example.net/v1/users")
    yield "netrc", fill(rng, "machine api.example.net login svc password <a18>")
    yield "rsa", pem(rng, "RSA ")
    yield "pkcs8", pem(rng, "")
    yield "ec-json", json.dumps({"key": pem(rng, "EC ")})
    yield "openssh", "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA" + fill(rng, "<b300>") + "\n-----END OPENSSH PRIVATE KEY-----"
    yield "service-account", json.dumps({"type": "service_account", "private_key_id": fill(rng, "<x40>"), "private_key": pem(rng, "")})
    yield "wireguard", "[Interface]\nPrivateKey = " + base64.b64encode(rng.randbytes(32)).decode() + "\nAddress = 10.0.0.1/24"
    yield "npmrc", fill(rng, "//registry.npmjs.org/:_authToken=<UUID>")
    yield "docker-config", json.dumps({"auths": {"registry.example.net": {"auth": basic(rng)}}})
    yield "htpasswd-curl", f"curl --header 'Authorization: Token {fill(rng, '<x40>')}' https://api.example.net"
    yield "base64-json", "payload=" + base64.b64encode(json.dumps({"access_token": fill(rng, "<w48>"), "scope": "read"}).encode()).decode()
    yield "wsse", fill(rng, '<wsse:Password Type="PasswordText"><a14></wsse:Password>')
    yield "ldap", fill(rng, "bindDN: cn=svc,dc=x\nbindPassword: <a14>")
    yield "hmac-header", fill(rng, "X-Hub-Signature-Secret: <x40>")
    yield "mfa", fill(rng, "otpauth://totp/Acme:ann?secret=<532>&issuer=Acme")
    yield "ssh-pass", fill(rng, "sshpass -p '<a14>' ssh svc@host")
    yield "mysql", fill(rng, "mysql -h db -u svc --password=<a16> app")
    yield "terraform-var", fill(rng, 'variable "db_password" { default = "<a18>" }')


def leaks(seed=1):
    """About 220 leaks: [(name, text)]."""
    rng = random.Random(seed)
    out = []
    for i, line in enumerate(FORMS.splitlines()):
        name, form = line.split(" ", 1)
        if name not in NOT_TOLD:
            out.append((name, PLACES[(i * 7 + rng.randrange(3)) % len(PLACES)].format(make_form(rng, form))))
    for i, line in enumerate(NAMED.splitlines()):
        name, key, form = line.split(" ", 2)
        value = fill(rng, form).replace('"', "x").replace(",", "y").replace("&", "z").replace(";", "q").replace("#", "h")
        out.append((name, PAIRS[(i * 5 + rng.randrange(3)) % len(PAIRS)].format(k=key, v=value)))
    return out + list(structures(rng))


# Lines that hold no secret, as evidence has them.
CLEAN = r"""
{"ts":"2026-05-01T10:00:00Z","client_id":"<a32>","tenant_id":"t-<d4>","status":200,"request_id":"<UUID>","trace_id":"<x32>","span_id":"<x16>"}
{"timestamp":1767225600123,"token_id":"tok_<a24>","key_id":"<x16>","kid":"<a22>","last4":"<a4>","endpoint":"/v1/users","method":"GET","code":429}
{"client_id":"<d12>-<l32>.apps.googleusercontent.com","scope":"read:users write:records","grant_type":"client_credentials"}
{"api_key_id":"<u10>","api_key_name":"crm-sync","created":"2026-02-01","expires":"2026-08-01","last_used":"2026-06-30"}
{"key_fingerprint":"SHA256:<b43>","algorithm":"ed25519","comment":"deploy key of the build host"}
{"access_key_id":"<UUID>","status":"rotated","rotated_by":"ann","ticket":"SEC-<d4>"}
{"session_id_hash":"<x64>","user_agent":"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36","status":401}
{"authorization":"Bearer ***","cookie":"[REDACTED]","x-api-key":"****<x4>","path":"/v1/records"}
{"password":"********","secret":"<redacted>","token":"[FILTERED]"}
{"token_type":"Bearer","expires_in":3600,"scope":"openid profile","refresh_token_expires_in":86400}
{"passwordPolicy":{"minLength":14,"requireDigit":true,"historyCount":24},"mfa":"required"}
{"event":"token.revoked","token_ref":"sk_live_...<a4>","actor":"grace","reason":"rotation"}
{"kty":"RSA","use":"sig","kid":"<a27>","n":"<w342>","e":"AQAB","alg":"RS256"}
{"kty":"EC","crv":"P-256","x":"<w43>","y":"<w43>","kid":"<UUID>"}
{"etag":"W/\"<x32>\"","last_modified":"Wed, 01 Jul 2026 00:00:00 GMT","sha256":"<x64>","size":48213}
{"commit":"<x40>","author":"ann","message":"rotate the gateway client secret","files":3}
{"image":"registry.example.net/api@sha256:<x64>","pulled":"2026-05-01","digest":"sha256:<x64>"}
{"id":"evt_<a24>","object":"event","customer":"cus_<a14>","payment_intent":"pi_<a24>","livemode":false}
{"cursor":"<b48>","next_page":"/v1/records?cursor=<a40>&limit=100","count":100}
{"correlationId":"<UUID>","x-amzn-trace-id":"Root=1-<x8>-<x24>","x-request-id":"<x32>","cf-ray":"<x16>-FRA"}
{"traceparent":"00-<x32>-<x16>-01","tracestate":"vendor=<a12>","baggage":"tenant=t-<d3>"}
{"secret_ref":"vault://kv/prod/gateway#client_secret","key":"arn:aws:secretsmanager:eu-west-1:<d12>:secret:prod/api-<a6>"}
{"secretName":"gateway-credentials","secretKeyRef":{"name":"gateway","key":"client-secret"},"optional":false}
{"client_secret":"${GATEWAY_CLIENT_SECRET}","password":"{{ vault_db_password }}","token":"$TOKEN"}
{"apiKey":"<your-api-key>","token":"YOUR_TOKEN_HERE","client_secret":"changeme"}
{"secret_version":"AWSCURRENT","secret_rotation_days":90,"secret_last_rotated":"2026-06-15","secret_owner":"platform"}
{"alg":"RS256","typ":"JWT","kid":"<a22>","jku":"https://id.example.net/jwks.json"}
{"integration":"crm-sync","scopes":["read:users","write:records"],"keys":2,"token_ttl_days":90}
{"bearer_format":"JWT","type":"http","scheme":"bearer","description":"a bearer token in the Authorization header"}
{"build":"2026.05.<d3>","sha":"<x7>","artifact":"gateway-<d1>.<d2>.<d1>-<x12>.tar.gz"}
{"device_id":"<X16>","install_id":"<UUID>","session":"ended","duration_ms":<d6>}
{"public_key":"<b43>=","peer":"10.0.0.<d2>/32","handshake":"2026-05-01T10:00:00Z"}
{"certificate_serial":"<X32>","issuer":"CN=Example CA","thumbprint":"<X40>","not_after":"2027-01-01"}
{"object_id":"<UUID>","app_id":"<UUID>","tenant":"<UUID>","subscription_id":"<UUID>","resource_group":"rg-api"}
{"sub":"auth0|<x24>","azp":"<a32>","aud":"https://api.example.net","permissions":["export:data"]}
ts=2026-05-01T10:00:00Z level=info msg="token rotated" token_id=tok_<a16> owner=platform status=ok
ts=2026-05-01T10:00:00Z level=warn msg="invalid token" client=crm-sync ip=10.1.2.<d2> path=/v1/exports code=401
10.0.3.<d2> - crm-sync [01/May/2026:10:00:00 +0000] "GET /v1/reports?page=2&sort=-created HTTP/1.1" 200 <d4> "-" "sync/2.1"
10.0.3.<d2> - - [01/May/2026:10:00:00 +0000] "POST /oauth/token HTTP/1.1" 400 91 "-" "curl/8.5.0"
May  1 10:00:00 gw-1 sshd[<d4>]: Accepted publickey for deploy from 10.0.0.<d2> port <d5> ssh2: ED25519 SHA256:<b43>
2026-05-01 10:00:00,123 ERROR auth failed: password expired for user ann (attempt 3 of 5)
Passwords must have at least 14 characters and be changed when they are known to others.
Access tokens live for 15 minutes; refresh tokens for 8 hours; API keys for 90 days.
The client secret is stored in the vault and never shown again; the key id is not a secret.
Authorization: Bearer <token>
Authorization: Basic <credentials>
curl -H "Authorization: Bearer $ACCESS_TOKEN" https://api.example.net/v1/users
curl -u "$USER:$PASSWORD" https://api.example.net/v1/users
curl -H 'X-Api-Key: YOUR_API_KEY' https://api.example.net/v1/users
export API_TOKEN=$(vault kv get -field=token kv/prod/api)
DATABASE_URL=postgres://app:${DB_PASSWORD}@db:5432/app
DATABASE_URL=postgres://app:password@localhost:5432/test_db_example
redis://localhost:6379/0
https://user@example.net/path?token=
https://app.example.net/reset?token=[REDACTED]&user=17
password = var.db_password
password: ENC[AES256_GCM,data:<b24>,iv:<b43>=,tag:<b22>==,type:str]
db_password: !vault |
client_secret: secretsmanager:prod/gateway
token: "op://vault/gateway/token"
secret: projects/p-1/secrets/gateway/versions/3
jwt_public_key: /etc/keys/jwt.pub
key_path = "/run/secrets/gateway_key"
password_hash: $2b$12$<a53>
password_hash = "$argon2id$v=19$m=65536,t=3,p=4$<b22>$<b43>"
user:$6$<a16>$<a86>:19000:0:99999:7:::
integrity="sha384-<b64>" crossorigin="anonymous"
"node_modules/x": {"version": "1.2.3", "integrity": "sha512-<b86>=="}
sha256:<x64>  evidence/logging/APILogging-AuditLogSample-2026-Q2.jsonl
<x64>  ./gateway-config.json
<x32>  backup.tar
commit <x40>
Merge: <x7> <x7>
index <x7>..<x7> 100644
ssh-rsa <b372> deploy@build
ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI<b43> ann@laptop
-----BEGIN CERTIFICATE-----\nMIID<b60>\n<b64>\n-----END CERTIFICATE-----
-----BEGIN PUBLIC KEY-----\nMIIB<b60>\n<b64>\n-----END PUBLIC KEY-----
-----BEGIN PRIVATE KEY-----\n[REDACTED]\n-----END PRIVATE KEY-----
| AUTH-04 | Token rotation | platform | 2026-06-30 | SEC-<d4> | closed |
| Key id | Owner | Created | Expires | Scopes |
| <u12> | crm-sync | 2026-01-10 | 2026-07-10 | read:users |
key_id,integration,owner,created,expires,rotated,ticket
<a16>,crm-sync,platform,2026-01-10,2026-07-10,2026-04-02,SEC-<d3>
token,description\nshort-lived,expires after an hour\nlong-lived,not allowed
scope,purpose,class\nread:users,Read user information,standard\nadmin:settings,Modify settings,privileged
name,password_last_changed,mfa\nann,2026-05-01,yes\nbob,2026-04-11,yes
<UUID>,GET,/v1/users,200,12ms
<UUID>\t<UUID>\tcrm-sync\t200
limit_req_zone $http_x_api_key zone=token:10m rate=10r/s;
proxy_set_header Authorization $http_authorization;
proxy_set_header X-Request-Id $request_id;
- name: key-auth\n  config: {key_names: [apikey], hide_credentials: true}
- name: rate-limiting\n  config: {minute: 100, policy: redis, redis_host: cache}
plugins:\n- name: jwt\n  config: {key_claim_name: iss, secret_is_base64: false}
consumers:\n- username: crm\n  custom_id: <UUID>\n
securitySchemes: {ApiKeyAuth: {type: apiKey, in: header, name: X-API-Key}}
env: [{name: API_KEY, valueFrom: {secretKeyRef: {name: api, key: key}}}]
<add key="ApiKey" value="#{ApiKey}#"/>
<appSettings><add key="TokenLifetimeMinutes" value="15"/></appSettings>
<password>*****</password>
<set-header name="Ocp-Apim-Subscription-Key" exists-action="delete" />
<validate-jwt header-name="Authorization" failed-validation-httpcode="401" require-scheme="Bearer">
<rate-limit-by-key calls="100" renewal-period="60" counter-key="@(context.Subscription.Id)" />
if (!token) throw new Error("missing token");
const token = await getToken(clientId, scopes);
const apiKey = process.env.API_KEY;
String password = System.getenv("DB_PASSWORD");
token := r.Header.Get("Authorization")
api_key = os.environ["API_KEY"]
secret = hashlib.sha256(b"x").hexdigest()
password = getpass.getpass("Password: ")
var secretKey = Configuration["Jwt:SecretKey"];
assert response.headers["X-RateLimit-Remaining"] == "99"
x-ratelimit-limit: 100\nx-ratelimit-remaining: 12\nx-ratelimit-reset: 1767225600
HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Bearer realm="api", error="invalid_token"
HTTP/1.1 429 Too Many Requests\nRetry-After: 30
Set-Cookie: theme=dark; Path=/; SameSite=Lax
Set-Cookie: session=; Max-Age=0; Path=/
Cookie: consent=all; lang=en
X-Correlation-Id: <UUID>
X-Tenant-Id: t-<d3>
ETag: "<x40>"
Strict-Transport-Security: max-age=63072000; includeSubDomains
Content-Security-Policy: script-src 'sha256-<b43>='
1. Identify the affected integration. 2. Revoke the token. 3. Rotate secrets. 4. Review the logs.
The tabletop of 2026-03-12 took 18 minutes from report to revocation of the token.
Ticket SEC-<d4>: rotated key of bi-export, old key id <a12>, new key id <a12>, verified and closed.
Reviewer: Ben Ortiz. Scope: all tokens with admin scopes. Conclusion: two keys to be rotated.
Secrets Manager rotation is enabled for 14 of 14 secrets; the longest interval is 90 days.
Token compromise runbook v1.0, approved 2026-02-01, owner Security Operations
Basic authentication is disabled on all gateways since 2025-11.
See https://docs.example.net/authentication/api-keys#rotating-keys for the steps.
The password of the emergency account is in a sealed envelope, opened last on 2026-01-07.
Key: AUTH-01 = Authentication standard; AUTH-02 = client configuration.
Legend: token = bearer token; key = API key; secret = client secret.
api.example.net. 300 IN TXT "v=spf1 include:_spf.example.net -all"
_dmarc.example.net. IN TXT "v=DMARC1; p=reject; rua=mailto:dmarc@example.net"
selector._domainkey IN TXT "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCB<b160>"
data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ<b120>
<svg><path d="M10.5 20.3C<d2>.<d2> <d2>.<d2> 44 12Z"/></svg>
aws_region = "eu-west-1"\naws_account_id = "<d12>"
bucket = "acme-audit-<x12>"\nkey = "state/prod/terraform.tfstate"
arn:aws:iam::<d12>:role/gateway-deploy
arn:aws:kms:eu-west-1:<d12>:key/<UUID>
vpc-<x17> subnet-<x17> sg-<x17> eni-<x17> i-<x17> ami-<x17>
projects/acme/locations/eu/keyRings/api/cryptoKeys/token-signing/cryptoKeyVersions/4
/subscriptions/<UUID>/resourceGroups/rg/providers/Microsoft.ApiManagement/service/apim
gs://acme-evidence/2026/05/export-<x16>.csv
s3://acme-evidence/logs/2026/05/01/<d12>_CloudTrail_eu-west-1_20260501T0000Z_<a16>.json.gz
W3SVC1 10.0.0.<d1> GET /api/v1/token - 443 - 10.0.0.<d2> sync/2.1 200 0 0 15
CEF:0|Vendor|WAF|1.0|100|Rate limit|5|src=10.0.0.<d2> request=/v1/exports act=blocked externalId=<d10>
{"eventName":"DeleteAccessKey","requestParameters":{"userName":"ci","accessKeyId":"AKIAIOSFODNN7EXAMPLE"},"eventID":"<UUID>"}
{"eventName":"CreateSecret","responseElements":{"versionId":"<UUID>","name":"prod/api"},"sourceIPAddress":"10.0.0.<d2>"}
{"metric":"http_requests_total","labels":{"code":"429","token_class":"standard"},"value":<d5>}
http_requests_total{code="429",client="crm-sync",instance="gw-<d1>:9090"} <d5>
{"query":"index=api sourcetype=access token_id=* | stats count by token_id","records":1834}
SELECT token_id, owner, expires_at FROM api_tokens WHERE revoked_at IS NULL;
UPDATE users SET password_reset_required = true WHERE id = <d5>;
INSERT INTO key_register VALUES ('<UUID>', 'crm-sync', '2026-07-10');
{"isbn":"978-3-16-148410-0","sku":"<u8>-<d4>","order":"ORD-<d8>","invoice":"INV-2026-<d5>"}
{"jti":"<UUID>","iat":1767225600,"exp":1767229200,"iss":"https://id.example.net/"}
{"nonce":"<a16>","code_challenge":"<w43>","code_challenge_method":"S256","response_type":"code"}
{"state":"closed","state_reason":"rotated","assignee":"ben","labels":["security","token"]}
{"thumbprint_sha256":"<X64>","key_size":2048,"signature":"sha256WithRSAEncryption"}
{"license":"MIT","homepage":"https://example.net","repository":"git@example.net:acme/api.git"}
{"access_token_lifetime":900,"id_token_signed_response_alg":"RS256","token_endpoint_auth_method":"private_key_jwt"}
{"signing_key_id":"<UUID>","encryption":"AES256-GCM","key_rotation":"enabled","next_rotation":"2026-08-01"}
{"apikey_header":"X-Api-Key","apikey_in_query":false,"hide_credentials":true}
{"user_id":"<a28>","uid":"<a28>","account":"acct_<a16>","org":"org_<a24>","project":"proj_<a24>"}
{"message_id":"<x32>@mail.example.net","thread":"<a16>","queue":"<X10>"}
{"upload_id":"<a64>","part":3,"offset":<d7>,"checksum":"crc32c:<b6>=="}
{"idempotency_key":"<UUID>","dedup":"<a22>","attempt":1}
{"ulid":"01J<u23>","ksuid":"<a27>","nanoid":"<w21>","snowflake":"<d18>"}
{"hash":"<x128>","prev":"<x64>","merkle_root":"<x64>"}
blob:https://app.example.net/<UUID>
urn:uuid:<UUID>
mail: security@example.net, on call: +1 555 0100
""".strip()


def clean(seed=1):
    """About 190 lines without a secret: [text]."""
    rng = random.Random(seed)
    return [fill(rng, line).replace("\\n", "\n").replace("\\t", "\t") for line in CLEAN.splitlines()]
