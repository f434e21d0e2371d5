/* Compiled naming rules for tests: the built-in patterns and a few areas and names.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "ap_test.h"
#include "naming/naming.h"

struct fixture {
    struct ap_arena mem;
    struct ap_diag dg;
    struct ap_naming_rules rules;
    struct ap_areas areas;
    struct ap_strs known;
    struct ap_naming *naming;
    int rc;
};

static const char *const builtin_patterns[] = {"{area}-{artifact}-{period}[-{seq}].{ext}",
                                               "{area}-{artifact}-{version}-{status}.{ext}", NULL};

static inline void
fixture_init(struct fixture *f, const char *const *patterns, const struct ap_naming_part *parts, size_t n_parts)
{
    static const char *const prefixes[] = {"APIAuth",       "APIScopes",  "APIPrivileged", "APIRateLimits", "APITenancy",
                                           "APILogging", "APIAbuse",      "APIRunbook",    "APIGovernance"};
    static const char *const names[] = {
        "APIAuth-OAuthScopeModel",           "APIAuth-TokenRotationTicket",     "APIScopes-ScopeMatrix",
        "APIRateLimits-GatewayConfigExport", "APIRateLimits-RateLimitPolicy",   "APILogging-RetentionSettings",
        "APILogging-LogSample",              "APIAbuse-AlertToTicketSample",    "APIRunbook-TokenCompromise",
        "APIPrivileged-IntegrationReview",   "APIGovernance-RiskRegister",      "APITenancy-TenantLimits",
        "APIScopes-IntegrationReview",
    };
    *f = (struct fixture){.rc = 0};
    ap_diag_init(&f->dg, &f->mem);
    for (size_t i = 0; i < AP_COUNT(prefixes); i++)
        ap_vec_push(&f->mem, &f->areas)->prefix = ap_str_from(prefixes[i]);
    for (size_t i = 0; i < AP_COUNT(names); i++)
        *ap_vec_push(&f->mem, &f->known) = ap_str_from(names[i]);
    for (; *patterns; patterns++)
        ap_vec_push(&f->mem, &f->rules.patterns)->text = ap_str_from(*patterns);
    for (size_t i = 0; i < n_parts; i++)
        *ap_vec_push(&f->mem, &f->rules.parts) = parts[i];
    f->rc = ap_naming_compile(&f->rules, &f->areas, &f->known, &f->mem, &f->naming, &f->dg);
}
