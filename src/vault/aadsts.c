/* Entra's error numbers, as far as a person who sets up a sign-in meets them: the cause and the mend.
 * Place in the flow: vault.
 * SPDX-License-Identifier: Apache-2.0 */
#include "vault/auth.h"

static const struct {
    int64_t code;
    const char *mend;
} rows[] = {
    {50034, "the user does not exist in this tenant: check the tenant id"},
    {50059, "no tenant was found in the request: set AZURE_TENANT_ID"},
    {50076, "the person must confirm by a second factor: sign in with --auth device"},
    {53003, "a conditional access policy blocks this sign-in: ask the tenant's administrator"},
    {65001,
     "nobody has consented to the application's permissions: an administrator grants consent"},
    {70011, "the scope is not valid: the Graph endpoint and the cloud do not belong together"},
    {70021, "no federated credential fits the token: compare issuer, subject and audience with "
            "those of the application"},
    {90002, "the tenant was not found: check AZURE_TENANT_ID and the cloud (AZURE_AUTHORITY_HOST)"},
    {500011,
     "Graph is not known in this tenant: the Graph endpoint and the cloud do not belong together"},
    {700016,
     "the application was not found in this tenant: check AZURE_CLIENT_ID and AZURE_TENANT_ID"},
    {700021, "the assertion names another application: check AZURE_CLIENT_ID"},
    {700023, "the assertion was made for another cloud or tenant: check AZURE_AUTHORITY_HOST and "
             "AZURE_TENANT_ID"},
    {700024, "the assertion is outside its time: set this machine's clock; a token of a CI job may "
             "have ended"},
    {700027, "the certificate is not one of the application's: upload its public part to the "
             "application, or use the right file"},
    {700211,
     "no federated credential fits the issuer of the token: compare it with the application's"},
    {700212,
     "no federated credential fits the audience of the token: see APIPACK_FEDERATION_AUDIENCE"},
    {700213,
     "no federated credential fits the subject of the token: compare it with the application's"},
    {7000112, "the application is disabled in this tenant: ask its administrator"},
    {7000215,
     "the client secret is wrong: AZURE_CLIENT_SECRET takes the secret's value, not its id"},
    {7000218,
     "the application needs a secret or certificate; for --auth device allow public client flows"},
    {7000222, "the client secret has expired: make a new one"},
    {7000229, "the application has no service principal in this tenant: an administrator adds it"},
};

const char *
ap_aadsts_mend(int64_t code)
{
    for (size_t i = 0; i < AP_COUNT(rows); i++)
        if (rows[i].code == code)
            return rows[i].mend;
    return NULL;
}

int64_t
ap_aadsts_find(struct ap_str text)
{
    static const char mark[] = "AADSTS";
    for (size_t i = 0; i + sizeof mark - 1 < text.len; i++) {
        if (!ap_str_starts(ap_str_slice(text, i, text.len), AP_STR("AADSTS")))
            continue;
        int64_t code = 0;
        for (size_t k = i + sizeof mark - 1; k < text.len && k < i + 16; k++) {
            if (text.ptr[k] < '0' || text.ptr[k] > '9')
                break;
            code = code * 10 + (text.ptr[k] - '0');
        }
        return code;
    }
    return 0;
}
