"""A second set of lines that leak and lines that do not, written from vendors' published formats before the detectors were looked at.

Place in the flow: tests only; tests/cli/test_scan_quality.py. Made at run time: nothing here is or was a secret.
"""
# SPDX-License-Identifier: Apache-2.0
import base64
import json
import random
import urllib.parse
import uuid

from leak_set import b64url, crc62, fill, jwt, pem

# Tokens that tell themselves by their form, wherever they stand: name, form as leak_set.fill reads it.
TOKENS = """
adafruit-io aio_<a28>
age-secret-key AGE-SECRET-KEY-1<b32x58>
airtable-pat pat<a14>.<x64>
algolia-looking-bearer Bearer <a40>
alibaba-access-key LTAI5t<a18>
anthropic-api sk-ant-api03-<w93>AA
anthropic-admin sk-ant-admin01-<w93>AA
anyscale esecret_<l28>
apify apify_api_<a36>
artifactory AKCp8<a68>
asana-pat 2/<d16>/<d16>:<x32>
atlassian-api ATATT3xFfGF0<w171>=<X8>
atlassian-admin ATCTT3xFfGN0<w171>=<X8>
aws-session ASIA<516>
beamer b_<w44>
bitbucket-app ATBB<a24><X8>
buildkite bkua_<x40>
brevo xkeysib-<x64>-<a16>
brevo-smtp xsmtpsib-<x64>-<a16>
cerebras csk-<l48>
circleci CCIPAT_<a22>_<x40>
clojars CLOJARS_<l60>
cloudflare-user cfut_<a40><x8>
cohere-key-named {"cohere_api_key":"<a40>"}
contentful-pat CFPAT-<w43>
coveralls coveralls_<a37>
databricks dapi<x32>
databricks-oauth dose<x32>
deno-deploy ddp_<a36>
digitalocean dop_v1_<x64>
digitalocean-oauth doo_v1_<x64>
discord-webhook https://discord.com/api/webhooks/<d18>/<w68>
docker-pat dckr_pat_<w27>
docker-oat dckr_oat_<w32>
doppler dp.pt.<a43>
doppler-service dp.st.prd.<a40>
duffel duffel_live_<w43>
dynatrace dt0c01.<u24>.<u64>
easypost EZAK<a54>
elevenlabs sk_<x48>
facebook-access EAA<a180>
figma figd_<w40>
fireworks fw_<a22>
flutterwave FLWSECK-<x32>-X
flyio fo1_<w43>
frameio fio-u-<w64>
github-classic ghp_@crc
github-fine github_pat_<a22>_<a59>
github-app ghs_<a36>
gitlab-pat glpat-<w20>
gitlab-deploy gldt-<w20>
gitlab-trigger glptt-<x40>
gitlab-runner glrt-<w20>
gitlab-feed glft-<w20>
gitlab-ci glcbt-64_<w20>
gocardless live_<w40>
google-api AIza<w35>
google-oauth-secret GOCSPX-<w28>
google-refresh 1//0<w60>
google-access ya29.<w150>
grafana-service glsa_<a32>_<x8>
grafana-cloud glc_@gc
groq gsk_<a52>
harness pat.<a22>.<x24>.<a20>
hashicorp-vault hvs.<w95>
hashicorp-batch hvb.<w160>
hashicorp-tf <a14>.atlasv1.<w67>
heroku HRKU-AA<w58>
hubspot pat-na1-<UUID>
hubspot-eu pat-eu1-<UUID>
huggingface hf_<L34>
infracost ico-<a32>
jfrog-ref cmVmdGtuOjAxOj@jf
launchdarkly sdk-<UUID>
launchdarkly-api api-<UUID>
linear lin_api_<a40>
linear-oauth lin_oauth_<x64>
linode-named {"linode_token":"<x64>"}
mailchimp <x32>-us14
mailgun key-<x32>
mapbox-secret sk.eyJ1Ijoi<a56>.<w22>
mercury secret-token:mercury_production_wma_<w44>_yrucrem
microsoft-teams https://acme.webhook.office.com/webhookb2/<UUID>@<UUID>/IncomingWebhook/<x32>/<UUID>
mistral-named MISTRAL_API_KEY=<a32>
neon napi_<l64>
netlify nfp_<a36>
new-relic NRAK-<u27>
new-relic-ingest <x36>FFFFNRAL
notion ntn_<d11><a35>
notion-old secret_<a43>
npm npm_@crc
nuget oy2<n43>
nvidia nvapi-<w64>
okta-ssws SSWS 00<w40>
onepassword-service ops_eyJ<a300>
openai-project sk-proj-<w74>T3BlbkFJ<w74>
openai-legacy sk-<a20>T3BlbkFJ<a20>
openai-service sk-svcacct-<w58>T3BlbkFJ<w58>
openrouter sk-or-v1-<x64>
pagerduty-named pagerduty_token: u+<w18>
perplexity pplx-<a48>
planetscale pscale_tkn_<w43>
planetscale-pw pscale_pw_<w43>
plaid-named {"client_id":"<x24>","secret":"<x30>"}
posthog phx_<a43>
postman PMAK-<x24>-<x34>
prefect pnu_<a36>
pulumi pul-<x40>
pypi pypi-AgEIcHlwaS5vcmc<w160>
railway-named RAILWAY_TOKEN=<UUID>
readme rdme_<l70>
render rnd_<a28>
replicate r8_<a37>
resend re_<a8>_<a24>
rubygems rubygems_<x48>
rootly rootly_<x64>
scalingo tk-us-<w48>
sendgrid SG.<w22>.<w43>
sentry-user sntryu_<x64>
sentry-org sntrys_eyJ<a80>_<a43>
shippo shippo_live_<x40>
shopify-access shpat_<x32>
shopify-private shppa_<x32>
shopify-shared shpss_<x32>
slack-bot xoxb-<d12>-<d12>-<a24>
slack-user xoxp-<d12>-<d12>-<d12>-<x32>
slack-app xapp-1-A<u10>-<d13>-<x64>
slack-config xoxe.xoxp-1-Mi0yL<a142>
slack-webhook https://hooks.slack.com/services/T<u10>/B<u10>/<a24>
sonar sqp_<x40>
sonar-user squ_<x40>
sourcegraph sgp_<x16>_<x40>
square EAAA<w60>
square-secret sq0csp-<w43>
stripe-live sk_live_<a99>
stripe-restricted rk_live_<a24>
stripe-webhook whsec_<a32>
supabase sbp_<x40>
supabase-secret sb_secret_<w31>
svix whsec_<b32>
tailscale tskey-auth-k<a11>CNTRL-<a32>
telegram <d9>:AA<w33>
terraform-named TF_TOKEN_app_terraform_io=<a14>.atlasv1.<w67>
together-named TOGETHER_API_KEY=<x64>
travis-named TRAVIS_TOKEN=<a22>
trello-named {"key":"<x32>","token":"ATTA<x64>0C1D2E3F"}
twilio-auth TWILIO_AUTH_TOKEN=<x32>
typeform tfp_<w44>_<a14>
vercel vcp_<a56>
wandb-named WANDB_API_KEY=<x40>
weaviate-named WEAVIATE_API_KEY=<a36>
workos sk_live_<a40>
xai xai-<a80>
yandex-cloud AQVN<w36>
zapier-webhook https://hooks.zapier.com/hooks/catch/<d7>/<l7>/
zuplo zpka_<x32>_<x8>
azure-storage DefaultEndpointsProtocol=https;AccountName=apilogs;AccountKey=@b64:64;EndpointSuffix=core.windows.net
azure-sas https://apilogs.blob.core.windows.net/exports?sv=2024-11-04&ss=b&srt=o&sp=rl&se=2027-01-01T00:00:00Z&sig=@sig
azure-servicebus Endpoint=sb://orders.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=@b64:32
azure-client-secret <a3>8Q~<w34>
azure-devops-pat-new <a52>JQQJ99<a4>ACAAAAA<a8>AZDO<a4>
azure-cosmos AccountEndpoint=https://orders.documents.azure.com:443/;AccountKey=@b64:64;
gcp-signed-url https://storage.googleapis.com/exports/a.csv?X-Goog-Algorithm=GOOG4-RSA-SHA256&X-Goog-Credential=svc%40p.iam.gserviceaccount.com%2F20260511&X-Goog-Signature=<x512>
aws-presigned https://b.s3.amazonaws.com/a.csv?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIA<516>%2F20260511%2Feu-central-1%2Fs3%2Faws4_request&X-Amz-Expires=86400&X-Amz-Signature=<x64>
cloudfront-signed https://cdn.northwind.io/a.pdf?Expires=1790000000&Signature=<w342>&Key-Pair-Id=K<u13>
""".strip().splitlines()


def token(rng, form):
    form = form.replace("@gc", b64url({"o": "482190", "n": "stack-reader", "k": fill(rng, "<a24>"), "m": {"r": "eu"}}))
    form = form.replace("@jf", base64.b64encode(fill(rng, ":<d10>:<a30>").encode()).decode().rstrip("=")[:46])
    if "@b64:" in form:
        n = int(form.split("@b64:")[1][:2])
        form = form.replace(f"@b64:{n}", base64.b64encode(rng.randbytes(n)).decode())
    form = form.replace("@sig", urllib.parse.quote(base64.b64encode(rng.randbytes(32)).decode(), safe=""))
    form = form.replace("<n43>", "".join(rng.choices("abcdefghijklmnopqrstuvwxyz234567", k=43)))
    form = form.replace("<b32x58>", "".join(rng.choices("QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L", k=58)))
    if "@crc" in form:
        body = fill(rng, "<a30>")
        form = form.replace("@crc", body + crc62(body))
    return fill(rng, form)


def q(text):
    return urllib.parse.quote(text, safe="")


# How a token comes to stand in evidence; none of them names it helpfully more often than real logs do.
WRAPS = [
    lambda t: json.dumps({"ts": "2026-05-11T09:12:44Z", "level": "debug", "msg": "upstream call", "headers": {"x-auth": t}, "status": 200}),
    lambda t: json.dumps({"event": "outbound", "payload": json.dumps({"auth": {"value": t}, "retry": 2})}),
    lambda t: f"2026-05-11 09:12:44.018 INFO  [http-nio-8080-exec-4] c.n.gateway.Proxy - forwarding with credential {t} to upstream",
    lambda t: f"ts=2026-05-11T09:12:44Z level=warn caller=client.go:88 msg=\"retrying\" cred=\"{t}\" attempt=2",
    lambda t: f"integrations:\n  partner:\n    enabled: true\n    value: {t}\n",
    lambda t: f"<integration><name>partner</name><value>{t.replace('&', '&amp;')}</value></integration>",
    lambda t: f"name,value,updated\npartner,{t},2026-05-11\n",
    lambda t: f"PARTNER_CRED={t}\nPARTNER_REGION=eu\n",
    lambda t: f"curl -sS https://api.partner.io/v2/things -H 'X-Partner: {t}'",
    lambda t: f'10.2.0.9 - - [11/May/2026:09:12:44 +0000] "GET /v2/things?cred={q(t)} HTTP/1.1" 200 812 "-" "okhttp/4.12"',
    lambda t: "data: " + base64.b64encode(json.dumps({"integration": "partner", "credential": t, "enabled": True}).encode()).decode(),
    lambda t: f"| partner | {t} | rotated quarterly |",
]


def basic(user, password):
    return base64.b64encode(f"{user}:{password}".encode()).decode()


def structures(rng):
    """Leaks that no prefix tells: headers, names, connection strings, keys."""
    f = lambda form: fill(rng, form)  # noqa: E731
    return [
        ("bearer-opaque", f('{"request":{"headers":{"authorization":"Bearer <a44>"}}}')),
        ("bearer-jwt", f'Authorization: Bearer {jwt(rng, aud="orders")}'),
        ("bearer-escaped", json.dumps({"raw": json.dumps({"Authorization": f("Bearer <w48>")})})),
        ("bearer-nginx-log", f('upstream_auth="Bearer <x40>" rt=0.018')),
        ("basic-header", "authorization: Basic " + basic("svc-billing", f("<a18>"))),
        ("basic-json", json.dumps({"headers": [["Authorization", "Basic " + basic("reporting", f("<p20>"))]]})),
        ("basic-proxy", "Proxy-Authorization: Basic " + basic("egress", f("<a16>"))),
        ("token-scheme", f("Authorization: Token <x40>")),
        ("apikey-scheme", f("Authorization: ApiKey <a32>")),
        ("genie-scheme", f("Authorization: GenieKey <UUID>")),
        ("digest-scheme", f('Authorization: Digest username="ops", realm="api", nonce="<x32>", uri="/v1", response="<x32>"')),
        ("hawk-scheme", f('Authorization: Hawk id="<a12>", ts="1778492000", nonce="<a6>", mac="<b43>="')),
        ("aws-sigv4-header", f("Authorization: AWS4-HMAC-SHA256 Credential=AKIA<516>/20260511/eu-central-1/execute-api/aws4_request, "
                               "SignedHeaders=host;x-amz-date, Signature=<x64>")),
        ("x-api-key", f("x-api-key: <a40>")),
        ("x-api-key-json", f('{"multiValueHeaders":{"X-Api-Key":["<a40>"]}}')),
        ("apikey-header", f("apikey: <a36>")),
        ("x-auth-token", f("X-Auth-Token: <x32>")),
        ("x-csrf-token", f("X-CSRF-Token: <w43>")),
        ("x-vault-token", f("X-Vault-Token: s.<a24>")),
        ("private-token", f("PRIVATE-TOKEN: <w20>")),
        ("x-amz-security-token", f("X-Amz-Security-Token: IQoJb3JpZ2luX2VjE<b300>")),
        ("ocp-apim", f("Ocp-Apim-Subscription-Key: <x32>")),
        ("x-functions-key", f("x-functions-key: <w44>==")),
        ("x-shopify", f("X-Shopify-Access-Token: <x32>")),
        ("x-gitlab-token", f("X-Gitlab-Token: <a30>")),
        ("x-hasura", f("x-hasura-admin-secret: <a28>")),
        ("dd-api-key", f("DD-API-KEY: <x32>")),
        ("fastly-key", f("Fastly-Key: <w32>")),
        ("cf-x-auth-key", f("X-Auth-Key: <x37>")),
        ("cookie-session", f("Cookie: theme=dark; sessionid=<l32>; lang=en")),
        ("cookie-connect-sid", f("cookie: connect.sid=s%3A<w32>.<a43>")),
        ("cookie-jsession", f('{"cookie":"JSESSIONID=<X32>.node1"}')),
        ("cookie-php", f("Cookie: PHPSESSID=<l26>")),
        ("cookie-laravel", "Set-Cookie: laravel_session=" + q(base64.b64encode(rng.randbytes(120)).decode()) + "; path=/; httponly"),
        ("cookie-asp", f("Set-Cookie: .AspNetCore.Cookies=CfDJ8<w180>; path=/; secure")),
        ("cookie-refresh", f("set-cookie: refresh_token=<w64>; HttpOnly; Secure; SameSite=Strict")),
        ("cookie-auth0", f("set-cookie: auth0=s%3Av1.<w70>; Path=/; HttpOnly")),
        ("query-access-token", f("GET /v1/orders?access_token=<w40> HTTP/2")),
        ("query-api-key", f('"path":"/v1/geo?q=berlin&api_key=<x32>"')),
        ("query-key", f("https://maps.partner.io/v3/tile?key=<a32>&z=4")),
        ("query-token-url-encoded", f("redirect=https%3A%2F%2Fapp.io%2Fcb%3Fid_token%3D<w60>")),
        ("query-code", f("GET /oauth/callback?code=<w43>&state=<a16> 302")),
        ("query-sig", f("https://files.partner.io/d/1?expires=1790000000&signature=<x64>")),
        ("query-password", f("/login?user=ann&password=<p14>".replace("<p14>", "<a14>"))),
        ("query-jwt-param", f"/v1/stream?jwt={jwt(rng)}"),
        ("form-client-secret", f("grant_type=client_credentials&client_id=orders&client_secret=<a40>")),
        ("form-password", f("grant_type=password&username=ann&password=<a12>%21&scope=read")),
        ("form-refresh", f("grant_type=refresh_token&refresh_token=<w52>")),
        ("form-assertion", f"grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion={jwt(rng)}"),
        ("token-response", f('{"access_token":"<w64>","token_type":"Bearer","expires_in":3600}')),
        ("token-response-id", json.dumps({"id_token": jwt(rng), "scope": "openid"})),
        ("client-secret-json", f('{"clientId":"orders","clientSecret":"<a36>"}')),
        ("client-secret-yaml", f("oauth2:\n  client-id: orders\n  client-secret: <w40>\n")),
        ("password-json", f('{"username":"ann","password":"<p14>"}'.replace("<p14>", "<a9>#K4"))),
        ("password-properties", f("spring.datasource.password=<a16>")),
        ("password-yaml-quoted", f('database:\n  user: orders\n  password: "<a7>!<a7>"\n')),
        ("password-xml", f("<datasource><user>orders</user><password><a14></password></datasource>".replace("<a14>", "@")).replace("@", f("<a14>"))),
        ("password-xml-attr", f('<add name="orders" user="svc" password="<a15>"/>')),
        ("passwd-cli", f("mysqldump -h db1 -u root --password=<a14> orders")),
        ("passwd-cli-p", f("sshpass -p '<a14>' ssh ops@10.0.0.4")),
        ("curl-u", f("curl -u reporting:<a16> https://api.partner.io/v1/x")),
        ("curl-user", f("curl --user 'svc:<a20>' https://api.partner.io/")),
        ("wget-password", f("wget --http-user=svc --http-password=<a16> https://x.partner.io/a")),
        ("pgpassword", f("PGPASSWORD=<a16> pg_dump -h db orders")),
        ("postgres-url", f("DATABASE_URL=postgresql://orders:<a18>@db.internal:5432/orders?sslmode=require")),
        ("mongodb-srv", f("mongodb+srv://app:<a16>@cluster0.ab1cd.mongodb.net/orders")),
        ("redis-url", f("redis://:<a32>@cache.internal:6379/0")),
        ("rediss-url", f('"cache":"rediss://default:<a24>@c.upstash.io:6379"')),
        ("amqp-url", f("amqps://svc:<a20>@mq.internal/vhost")),
        ("mysql-url-escaped", f("mysql:\\/\\/root:<a14>@127.0.0.1:3306\\/shop")),
        ("jdbc", f("jdbc:sqlserver://db1:1433;databaseName=orders;user=svc;password=<a16>;encrypt=true")),
        ("jdbc-query", f("jdbc:mysql://db/orders?user=svc&password=<a16>")),
        ("ado", f("Server=tcp:db1,1433;Initial Catalog=orders;User ID=svc;Password=<a9>!x7;Encrypt=True;")),
        ("ado-pwd", f("Data Source=db1;Uid=svc;Pwd=<a14>;")),
        ("odbc", f("DRIVER={ODBC Driver 18};SERVER=db1;UID=svc;PWD={<a14>}")),
        ("ldap-bind", f("ldap.bind.password: <a18>")),
        ("smtp-url", f("smtps://apikey:<a32>@smtp.mail.io:465")),
        ("git-url", f("https://oauth2:<w26>@git.northwind.io/team/api.git")),
        ("ftp-url", f("ftp://upload:<a12>@files.partner.io/in")),
        ("clickhouse-url", f("clickhouse://default:<a16>@ch.internal:9000/logs")),
        ("kafka-jaas", f('sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username="svc" password="<a24>";')),
        ("netrc", f("machine api.partner.io login svc password <a18>")),
        ("npmrc", f("//registry.npmjs.org/:_authToken=<UUID>")),
        ("npmrc-auth", "//npm.internal/:_auth=" + basic("ci", f("<a20>"))),
        ("pypirc", f("[pypi]\nusername = svc\npassword = <a24>\n")),
        ("dockerconfig", json.dumps({"auths": {"reg.internal": {"auth": basic("ci", f("<a24>"))}}})),
        ("kubeconfig", f("users:\n- name: ops\n  user:\n    token: <a40>\n")),
        ("kubeconfig-key", "    client-key-data: " + base64.b64encode(pem(rng, "RSA ").encode()).decode()),
        ("k8s-secret", "kind: Secret\ndata:\n  password: " + base64.b64encode(f("<a18>").encode()).decode() + "\n"),
        ("gcp-service-account", json.dumps({"type": "service_account", "project_id": "x", "private_key_id": f("<x40>"), "private_key": pem(rng, "")})),
        ("pem-rsa", pem(rng, "RSA ")),
        ("pem-ec", pem(rng, "EC ")),
        ("pem-openssh", pem(rng, "OPENSSH ")),
        ("pem-encrypted", pem(rng, "ENCRYPTED ")),
        ("pem-json", json.dumps({"tls": {"key": pem(rng, "")}})),
        ("pem-yaml", "tls.key: |\n" + "\n".join("  " + x for x in pem(rng, "RSA ").splitlines()) + "\n"),
        ("pem-env", "SIGNING_KEY=\"" + pem(rng, "EC ").replace("\n", "\\n") + "\""),
        ("pgp-private", "-----BEGIN PGP PRIVATE KEY BLOCK-----\n\n" + "\n".join(base64.b64encode(rng.randbytes(48)).decode() for _ in range(8))
         + "\n-----END PGP PRIVATE KEY BLOCK-----"),
        ("putty", f("PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nPrivate-Lines: 1\n<b60>\n")),
        ("jwk-private", json.dumps({"kty": "EC", "crv": "P-256", "x": f("<w43>"), "y": f("<w43>"), "d": f("<w43>")})),
        ("jwk-oct", json.dumps({"kty": "oct", "alg": "HS256", "k": f("<w64>")})),
        ("wireguard", "[Interface]\nPrivateKey = " + base64.b64encode(rng.randbytes(32)).decode() + "\nAddress = 10.8.0.2/24\n"),
        ("jwt-csv", f"id,when,assertion\n7,2026-05-11,{jwt(rng)}\n"),
        ("jwt-log", f"validated {jwt(rng)} for tenant 7"),
        ("jwe", "token=" + ".".join(b64url(rng.randbytes(n)) if n else b64url({"alg": "RSA-OAEP-256", "enc": "A256GCM"}) for n in (0, 256, 12, 120, 16))),
        ("paseto", f("v4.local.<w180>")),
        ("saml-response", "SAMLResponse=" + q(base64.b64encode(b'<samlp:Response ID="_8" Version="2.0"><saml:Assertion/></samlp:Response>' * 3).decode())),
        ("hmac-secret", f('{"webhook":{"url":"https://x.io/h","signing_secret":"<x64>"}}')),
        ("encryption-key", f("ENCRYPTION_KEY=<x64>")),
        ("secret-key-base", f("SECRET_KEY_BASE=<x128>")),
        ("django-secret", f("SECRET_KEY = 'django-insecure-<p50>'".replace("<p50>", "<a50>"))),
        ("rails-master", f("RAILS_MASTER_KEY=<x32>")),
        ("jwt-secret", f("JWT_SECRET=<a48>")),
        ("aws-secret-env", f("AWS_SECRET_ACCESS_KEY=<b40>")),
        ("aws-secret-ini", f("[default]\naws_access_key_id = AKIA<516>\naws_secret_access_key = <b40>\n")),
        ("aws-secret-json", f('{"AccessKeyId":"ASIA<516>","SecretAccessKey":"<b40>","SessionToken":"IQoJb3JpZ2luX2VjE<b200>"}')),
        ("sts-xml", f("<SecretAccessKey><b40></SecretAccessKey>".replace("<b40>", "@")).replace("@", f("<b40>"))),
        ("kong-keyauth", f("consumers:\n- username: billing\n  keyauth_credentials:\n  - key: <a32>\n")),
        ("kong-jwt", f("  jwt_secrets:\n  - key: issuer-a\n    secret: <a32>\n")),
        ("kong-hmac", f("  hmacauth_credentials:\n  - username: billing\n    secret: <a32>\n")),
        ("apigee", f('{"consumerKey":"<a32>","consumerSecret":"<a32>","status":"approved"}')),
        ("aws-usage-key", f('{"id":"<l10>","value":"<a40>","name":"partner","enabled":true}')),
        ("apim-subscription", f('{"properties":{"displayName":"partner","primaryKey":"<x32>","secondaryKey":"<x32>"}}')),
        ("tyk", f('{"org_id":"<x24>","api_key":"<x24><x32>"}')),
        ("mule", f("anypoint.platform.client_secret=<x32>")),
        ("session-json", f('{"session":{"id":"17","session_token":"<w43>"}}')),
        ("otp-seed", f("otpauth://totp/Northwind:ann?secret=<b32k>&issuer=Northwind".replace("<b32k>", "<u32>"))),
        ("totp-secret", f('{"mfa":{"totp_secret":"<532>"}}')),
        ("recovery", f('"recovery_codes":["<x5>-<x5>","<x5>-<x5>"]')),
        ("pin-named", f('"api_pin":"<d6>","api_token":"<a30>"')),
        ("toml-secret", f('[auth]\ntoken = "<a36>"\n')),
        ("hcl-secret", f('variable "db_password" {{\n  default = "<a18>"\n}}\n'.replace("{{", "{").replace("}}", "}"))),
        ("python-assign", f("API_TOKEN = '<a36>'")),
        ("js-assign", f("const apiSecret = \"<a36>\";")),
        ("java-assign", f('private static final String PASSWORD = "<a10>!9z";')),
        ("go-assign", f('ApiKey: "<a36>",')),
        ("php-define", f("define('DB_PASSWORD', '<a16>');")),
        ("dockerfile-env", f("ENV STRIPE_SECRET=<a32>")),
        ("compose", f("environment:\n  - POSTGRES_PASSWORD=<a16>\n")),
        ("helm-set", f("helm upgrade api ./chart --set auth.password=<a16>")),
        ("gha-env", f("  env:\n    DEPLOY_TOKEN: <a32>\n")),
        ("har-header", f('{"name":"Authorization","value":"Bearer <w60>"}')),
        ("har-cookie", f('{"name":"session","value":"<w40>","httpOnly":true}')),
        ("har-post", f('{"postData":{"params":[{"name":"password","value":"<a13>"}]}}')),
        ("postman-auth", f('{"auth":{"type":"bearer","bearer":[{"key":"token","value":"<w48>","type":"string"}]}}')),
        ("postman-env", f('{"key":"api_token","value":"<a36>","enabled":true}')),
        ("insomnia", f('{"authentication":{"type":"basic","username":"svc","password":"<a16>"}}')),
        ("soap-wsse", f('<wsse:UsernameToken><wsse:Username>svc</wsse:Username><wsse:Password Type="#PasswordText">@</wsse:Password></wsse:UsernameToken>').replace("@", f("<a14>"))),
        ("graphql-login", f('{"query":"mutation { login(email: \\"a@x.io\\", password: \\"<a14>\\") { token } }"}')),
        ("csv-password", f("user,password,role\nann,<a12>,admin\nbob,<a12>,user\n")),
        ("csv-token-semicolon", f("partner;api_token;since\nacme;<a36>;2026\n")),
        ("tsv-secret", f("client\tclient_secret\tscopes\norders\t<a40>\tread\n")),
        ("logfmt-token", f("level=info msg=issued token=<w43> sub=7")),
        ("python-dict-log", f("headers={{'Authorization': 'Bearer <a40>', 'Accept': '*/*'}}".replace("{{", "{").replace("}}", "}"))),
        ("ruby-hash-log", f('Parameters: {{"user"=>"ann", "password"=>"<a13>"}}'.replace("{{", "{").replace("}}", "}"))),
        ("go-map-log", f("map[Authorization:[Bearer <w44>] Accept:[*/*]]")),
        ("java-tostring", f("LoginRequest(user=ann, password=<a13>, remember=true)")),
        ("http-trace-arrow", f("> X-Api-Token: <a36>")),
        ("ps-securestring", f("ConvertTo-SecureString '<a14>' -AsPlainText -Force")),
        ("htpasswd", f("ops:$apr1$<a8>$<a22>")),
        ("bcrypt", f('{"user":"ann","password_hash":"$2b$12$<a53>"}')),
        ("shadow", f("root:$6$<a16>$<a86>:19800:0:99999:7:::")),
        ("snowflake-url", f("snowflake://svc:<a16>@acme.eu-central-1/orders")),
        ("elastic-url", f("https://elastic:<a20>@es.internal:9200")),
        ("sentry-dsn-secret", f("https://<x32>:<x32>@o1.ingest.sentry.io/2")),
        ("airflow-conn", f("AIRFLOW_CONN_DB=postgres://air:<a14>@db/air")),
        ("base64-basic-json", "body=" + base64.b64encode(json.dumps({"login": "svc", "password": f("<a16>")}).encode()).decode()),
        ("percent-json", q(json.dumps({"user": "ann", "password": f("<a14>"), "remember": True}))),
        ("double-escaped", json.dumps({"a": json.dumps({"b": json.dumps({"client_secret": f("<a36>")})})})),
        ("unicode-escaped", f('{"raw":"\\u0022api_key\\u0022:\\u0022<a36>\\u0022"}')),
        ("html-escaped", f("&quot;apiKey&quot;:&quot;<a36>&quot;")),
    ]


def leaks(seed=1):
    """(name, text) of some 330 leaks."""
    rng = random.Random(seed)
    out = []
    for i, line in enumerate(TOKENS):
        name, form = line.split(" ", 1)
        wrap = WRAPS[(i + seed) % len(WRAPS)]
        out.append((name, wrap(token(rng, form))))
    return out + structures(rng)


def clean(seed=1):
    """Texts in which nothing is secret, some 340 of them."""
    rng = random.Random(seed)
    f = lambda form: fill(rng, form)  # noqa: E731
    uid = lambda: str(uuid.UUID(int=rng.getrandbits(128), version=4))  # noqa: E731
    b64 = lambda n: base64.b64encode(rng.randbytes(n)).decode()  # noqa: E731
    forms = CLEAN.strip().splitlines()
    lines = [f(form).replace("@uid", uid()).replace("@b64:16", b64(16)).replace("@b64:20", b64(20)).replace("@b64:32", b64(32))
             .replace("@b64:64", b64(64)) for form in forms]
    for _ in range(40):
        lines.append(json.dumps({"ts": "2026-05-11T09:12:44Z", "trace_id": f("<x32>"), "span_id": f("<d16>"), "request_id": f("<d19>"),
                                 "client_id": f("<a20>"), "status": 200, "order": f("<d13>")}))
        lines.append(f"at=info method=GET path=/v1/orders/{f('<d16>')} request_id={uid()} fwd=10.1.2.3 dyno=web.1 bytes={f('<d5>')}")
    for kind in ("CERTIFICATE", "PUBLIC KEY", "RSA PUBLIC KEY", "CERTIFICATE REQUEST"):
        lines.append(f"-----BEGIN {kind}-----\n" + "\n".join(b64(48) for _ in range(6)) + f"\n-----END {kind}-----")
    lines += ["data:image/png;base64," + base64.b64encode(b"\x89PNG\r\n\x1a\n" + rng.randbytes(300)).decode(),
              "font: " + base64.b64encode(b"wOF2" + rng.randbytes(200)).decode()]
    return lines


CLEAN = r"""
{"client_id":"<a32>","grant":"client_credentials","issued":true}
{"clientId":"@uid","scopes":["orders.read"]}
client_id=<x32>&response_type=code&redirect_uri=https%3A%2F%2Fapp.io%2Fcb
"azp":"<a24>","aud":"api://orders"
{"appId":"@uid","tenantId":"@uid","objectId":"@uid"}
kid=<w43>
{"kid":"<x40>","alg":"RS256","use":"sig"}
{"kty":"RSA","e":"AQAB","n":"<w342>","kid":"<w22>"}
{"kty":"EC","crv":"P-256","x":"<w43>","y":"<w43>"}
{"key_id":"<a20>","created":"2026-01-03"}
{"keyId":"AKID<u16>x","state":"Enabled"}
api_key_id: <l20>
{"token_id":"tok_<x24>","last_used":"2026-05-11"}
{"token_hash":"sha256:<x64>","rotated":true}
token_fingerprint=SHA256:<b43>
{"key_fingerprint":"<x2>:<x2>:<x2>:<x2>:<x2>:<x2>:<x2>:<x2>:<x2>:<x2>:<x2>:<x2>:<x2>:<x2>:<x2>:<x2>"}
ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI<b43> ops@build
ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQC<b300> ann
age1<z58>
pk_live_<a24>
{"publishableKey":"pk_test_<a48>"}
NEXT_PUBLIC_STRIPE_KEY=pk_live_<a99>
sb_publishable_<w31>
{"dsn":"https://<x32>@o1234.ingest.sentry.io/5678"}
"pubKey":"pub<x32>"
{"site_key":"6L<w38>","action":"login"}
G-<u10>
UA-<d8>-1
GTM-<u7>
{"traceparent":"00-<x32>-<x16>-01"}
traceparent: 00-<x32>-<x16>-00
X-Amzn-Trace-Id: Root=1-<x8>-<x24>
x-request-id: @uid
X-Correlation-ID: <x32>
x-amz-request-id: <u16>
x-amz-id-2: @b64:64
cf-ray: <x16>-FRA
ETag: "<x32>"
ETag: W/"<a24>"
If-None-Match: "<x40>-gzip"
Content-MD5: @b64:16
Digest: SHA-256=@b64:32
x-content-sha256: <x64>
x-goog-hash: crc32c=<b6>==
integrity="sha384-@b64:64"
"integrity": "sha512-@b64:64"
sha256:<x64>
image: registry.io/api@sha256:<x64>
commit <x40>
"commit":"<x40>","branch":"main"
index <x7>..<x7> 100644
go.sum h1:@b64:32
resolved "https://registry.yarnpkg.com/a/-/a-1.0.0.tgz#<x40>"
Build-Id: <x40>
md5=<x32> file=export.csv
checksum: <x64>
{"hash":"<x64>","previous_hash":"<x64>"}
{"etag":"<x32>","size":812}
{"fingerprint":"<x64>"}
{"digest":"<x128>"}
{"id":"<x24>","_rev":"3-<x32>"}
{"orderId":"<d16>","customer":"cus_<a14>"}
{"payment_intent":"pi_<a24>","charge":"ch_<a24>"}
{"event":"evt_<a24>","type":"invoice.paid"}
{"subscription":"sub_<a24>","price":"price_<a24>"}
{"id":"req_<a14>","object":"event"}
{"user_id":"usr_<a26>","org":"org_<a24>"}
{"auth0_user":"auth0|<x24>"}
{"sub":"<a28>","iss":"https://id.northwind.io"}
{"thread":"thread_<a24>","run":"run_<a24>"}
01H<u23>
{"ulid":"01J<u23>","seq":17}
ksuid=2<a26>
{"snowflake":"<d19>"}
arn:aws:secretsmanager:eu-central-1:123456789012:secret:prod/db-<a6>
arn:aws:kms:eu-central-1:123456789012:key/@uid
arn:aws:iam::123456789012:role/orders
projects/p/secrets/db-password/versions/3
https://kv.vault.azure.net/secrets/db-password/<x32>
vault:secret/data/orders#password
op://prod/db/password
password: ${DB_PASSWORD}
password: {{ .Values.db.password }}
password: ${{ secrets.DB_PASSWORD }}
"password":"$(DB_PASSWORD)"
DB_PASSWORD=%DB_PASSWORD%
DB_PASSWORD=$DB_PASSWORD
password = var.db_password
password = os.environ["DB_PASSWORD"]
password: process.env.DB_PASSWORD
api_key = config.get("api_key")
apiKey: getSecret('partner')
token = request.headers.get("Authorization")
secretKeyRef: {name: db, key: password}
valueFrom: {secretKeyRef: {name: api-credentials, key: token}}
passwordSecretRef: db-credentials
existingSecret: orders-db
secretName: tls-orders
{"password":"********"}
{"password":"[REDACTED]"}
{"password":"<redacted>"}
{"password":"***masked***"}
{"password":"[FILTERED]"}
{"password":"xxxxxxxxxxxx"}
{"password":"REDACTED"}
{"password":null,"token":null}
{"password":"","token":""}
{"password":true,"token":false}
Authorization: Bearer ***
Authorization: Bearer [REDACTED]
Authorization: Bearer <token>
Authorization: Bearer {token}
Authorization: Bearer $TOKEN
Authorization: Bearer ${ACCESS_TOKEN}
Authorization: Bearer YOUR_ACCESS_TOKEN
Authorization: Bearer eyJ...
Authorization: Basic ****
Authorization: Basic <base64(user:password)>
"authorization":"Bearer xxxxx.yyyyy.zzzzz"
x-api-key: YOUR_API_KEY
x-api-key: <your-api-key>
x-api-key: ****************9f3c
api_key=YOUR_API_KEY_HERE
api_key: changeme
api_key=sk_live_...9f3c
{"key":"sk_test_****************4242"}
{"card":{"brand":"visa","last4":"4242"}}
{"card":"************4242"}
{"pan":"4111 11** **** 1111"}
Cookie: theme=dark; lang=en; consent=accepted
Set-Cookie: session=; Max-Age=0; Path=/
Set-Cookie: sid=deleted; expires=Thu, 01 Jan 1970 00:00:00 GMT
Cookie: _ga=GA1.2.<d9>.<d10>; _gid=GA1.2.<d9>.<d10>
Cookie: sessionid=[REDACTED]
{"token_type":"Bearer","expires_in":3600}
{"token":{"type":"access","length":43,"expires":"2026-06-01"}}
{"token_count":1832,"max_tokens":4096,"prompt_tokens":211}
{"tokens_used":"18201","token_limit":"20000"}
{"tokenizer":"cl100k_base","special_tokens":["<s>","</s>"]}
token_endpoint: https://id.northwind.io/oauth2/token
"token_url":"https://id.northwind.io/oauth2/v1/token"
jwks_uri=https://id.northwind.io/.well-known/jwks.json
token_endpoint_auth_method: client_secret_post
token_endpoint_auth_methods_supported=["client_secret_basic","private_key_jwt"]
grant_types: [authorization_code, refresh_token, client_credentials]
response_type=id_token token
password_policy: minimum 14 characters, history 12
Passwords must be at least 14 characters long and rotated every 90 days.
The API key is passed in the X-Api-Key header and must never be logged.
Secrets are stored in HashiCorp Vault; access tokens expire after 15 minutes.
password_min_length=14
password_expiry_days: 90
password_reset_url: https://app.northwind.io/reset
"passwordResetRequired":false
"password_last_changed":"2026-04-02T08:00:00Z"
password authentication failed for user "orders"
FATAL: password authentication failed for user "app"
invalid_client: client secret expired on 2026-05-01
secret rotation completed for orders-api in 3.2s
secret_version=7 secret_age_days=12
secret_scanning: enabled
api_key_rotation: quarterly
{"api_key_status":"active","api_key_owner":"platform"}
{"credential_type":"api_key","credential_id":"@uid"}
{"auth_method":"api_key","auth_result":"success"}
{"authType":"OAUTH2","authenticated":true}
auth=oauth2 user=ann mfa=true
{"session_id":"@uid","session_duration_s":812}
{"sessionId":"<x16>","event":"logout"}
{"key":"ctrl+shift+down","command":"move"}
{"key":"orders/2026/05/export.csv","bucket":"logs"}
{"key":"customer.name","value":"Acme"}
{"Key":"Environment","Value":"production"}
{"key":"retention_days","value":"365"}
partition_key=tenant#42
primary_key: id
foreign_key: order_id
public_key=@b64:32
PublicKey = @b64:32
"publicKey":"<x64>"
"verify_key":"@b64:32"
"x5t":"<w27>"
"x5t#S256":"<w43>"
"thumbprint":"<X40>"
"serialNumber":"<X32>"
serial=<x32>
issuer=CN=R3,O=Let's Encrypt,C=US
subjectKeyIdentifier: <X2>:<X2>:<X2>:<X2>:<X2>
"nonce":"<x32>"
Content-Security-Policy: script-src 'nonce-<w22>'
"state":"<a16>","code_challenge":"<w43>","code_challenge_method":"S256"
"jti":"@uid","iat":1778492000,"exp":1778495600
{"idempotency_key":"@uid"}
Idempotency-Key: @uid
{"deduplication_id":"<x64>"}
{"correlation":"<a22>","causation":"<a22>"}
{"cursor":"@b64:20"}
"next_page_token":"<a40>"
nextPageToken=<w60>
{"continuation":"@b64:64"}
?page=2&cursor=<w24>
{"device_id":"<x16>","install_id":"@uid"}
{"message_id":"<<a20>@mail.northwind.io>"}
boundary=----WebKitFormBoundary<a16>
multipart/form-data; boundary=<x32>
s3://logs/2026/05/11/<x32>.json.gz
/static/app.<x20>.js
/assets/main-<x8>.css
/v1/orders/@uid/items/@uid
/v1/users/<d8>/exports/<d12>
/tmp/upload_<a12>/part-0001
urn:uuid:@uid
mac=<x2>:<x2>:<x2>:<x2>:<x2>:<x2>
pod/orders-api-<l10>-<l5>
container_id=<x64>
docker://<x64>
node=ip-10-1-2-3.eu-central-1.compute.internal
instance i-<x17>
ami-<x17>
vpc-<x17> subnet-<x17> sg-<x17>
eni-<x17>
{"resource":"/subscriptions/@uid/resourceGroups/api/providers/x"}
projects/northwind-prod/locations/eu/keyRings/api/cryptoKeys/orders
{"span_id":"<d16>","trace_id":"<d32>"}
{"request_id":"<d16>"}
req=<d16> rt=18
id=<d19>
order_no=<d15> total=18.20
ts=1778492000123456
{"timestamp":1778492000123,"offset":<d16>}
epoch_ns=1778492000123456789
phone model SM-<d6>
isbn=978-3-16-148410-0
version=1.2.3.4
User-Agent: Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/124.0.0.0 Safari/537.36
2026-05-11T09:12:44.018Z INFO started in 3.2 s
GET /healthz 200 1ms
{"level":"info","msg":"token refreshed","client":"orders","ttl":900}
{"msg":"rotated credentials","count":12}
{"msg":"jwt validated","sub":"7","scope":"orders.read"}
{"mfa":"totp","result":"ok"}
{"scope":"read:secrets write:secrets"}
const token = await getToken(clientId);
String password = passwordEncoder.encode(raw);
if password == "": raise ValueError("password required")
func NewClient(apiKey string) *Client {
@Value("${partner.api-key}") String apiKey
self.secret = secret
<input type="password" name="password" placeholder="Password">
<label for="password">Password</label>
type: apiKey, in: header, name: X-Api-Key
securitySchemes: {bearerAuth: {type: http, scheme: bearer, bearerFormat: JWT}}
"example":"Bearer eyJhbGciOi..."
export TOKEN=$(vault read -field=token secret/ci)
curl -H "Authorization: Bearer $(cat token.txt)" https://api.northwind.io
curl -u "$USER:$PASS" https://api.northwind.io
psql "postgres://${USER}:${PASSWORD}@db/orders"
postgres://user:password@localhost/db
mysql://root:***@db/orders
https://user:****@git.northwind.io/x.git
https://api.northwind.io/v1/orders?limit=50&fields=id,total
{"rate_limit":"1000/min","policy":"per-token","key_by":"client_id"}
{"plugin":"key-auth","config":{"key_names":["apikey"],"hide_credentials":true}}
{"name":"rate-limiting","config":{"minute":600,"policy":"redis"}}
X-RateLimit-Remaining: 998
WWW-Authenticate: Bearer realm="api", error="invalid_token"
{"error":"invalid_token","error_description":"The access token expired"}
{"error":"invalid_grant"}
"secret":{"type":"string","description":"shared secret"}
"required":["username","password"]
{"field":"password","message":"must not be blank"}
{"type":"secret","name":"partner-credential","backend":"vault"}
{"owner":"security","artifact":"token register","rows":118}
Token ID,Owner,Scopes,Last rotated\ntok_<a12>,billing,orders.read,2026-04-01
client,secret_rotated,owner\norders,2026-04-01,platform
"""
