/* The table of libyaml's faults and our words for them.
 * Place in the flow: port.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "port/yaml_internal.h"

struct words {
    const char *theirs;
    const char *ours;
};

static const struct words problems[] = {
    {"mapping values are not allowed in this context",
     "a ':' stands where no key can be; check the indentation, or put a text that holds ': ' in "
     "quotes"},
    {"did not find expected key", "a key was expected here; check the indentation"},
    {"did not find expected '-' indicator",
     "the next '-' of the list was expected here; check the indentation"},
    {"could not find expected ':'", "the ':' after the key is missing"},
    {"did not find expected ',' or ']'",
     "a list in brackets is not closed: ',' or ']' was expected"},
    {"did not find expected ',' or '}'",
     "a mapping in braces is not closed: ',' or '}' was expected"},
    {"found unexpected end of stream", "the file ends inside a quoted text"},
    {"found unexpected document indicator", "a quoted text is not closed before '---' or '...'"},
    {"block sequence entries are not allowed in this context",
     "a '-' cannot begin a list here; check the indentation"},
    {"mapping keys are not allowed in this context",
     "a key cannot stand here; check the indentation"},
    {"did not find expected <document start>",
     "there is text after the end of the document; check the indentation"},
    {"did not find expected node content", "a value was expected here"},
    {"found unknown escape character",
     "this escape is not known; use single quotes, or write the backslash twice"},
    {"found invalid Unicode character escape code", "this escape is no Unicode character"},
    {"did not find expected hexdecimal number", "a hexadecimal digit was expected in this escape"},
    {"found a tab character that violates indentation", "a tab cannot indent; use spaces"},
    {"found a tab character where an indentation space is expected",
     "a tab cannot indent; use spaces"},
    {"found undefined tag handle", "the tag is not known; remove it"},
    {"found duplicate %YAML directive", "%YAML stands twice"},
    {"found duplicate %TAG directive", "%TAG defines the same handle twice"},
    {"found incompatible YAML document", "%YAML names a version that is not supported"},
    {"did not find expected comment or line break", "only a comment can follow on this line"},
    {"did not find expected alphabetic or numeric character",
     "the name of an anchor or alias is missing after '&' or '*'"},
    {"found unexpected ':'", "a ':' inside brackets or braces needs a space behind it, or quotes"},
    {"did not find expected whitespace or line break", "a space is missing here"},
    {"found unknown directive name", "a line cannot begin with '%'; put the value in quotes"},
    {"found an indentation indicator equal to 0", "the digit after '|' or '>' must be 1 to 9"},
};

/** Characters that YAML keeps for itself, when a value begins with one. */
static const char *
reserved_words(unsigned char at)
{
    switch (at) {
    case '\t':
        return "a tab cannot indent; use spaces";
    case '@':
        return "a value cannot begin with '@'; put it in quotes";
    case '`':
        return "a value cannot begin with '`'; put it in quotes";
    case '%':
        return "a value cannot begin with '%'; put it in quotes";
    default:
        return "this character cannot begin a value; put the value in quotes";
    }
}

const char *
ap_yaml_words(const char *problem, unsigned char at)
{
    if (!problem)
        return "this is not YAML";
    if (strcmp(problem, "found character that cannot start any token") == 0)
        return reserved_words(at);
    for (size_t i = 0; i < AP_COUNT(problems); i++)
        if (strcmp(problem, problems[i].theirs) == 0)
            return problems[i].ours;
    return problem;
}

static const struct words contexts[] = {
    {"while parsing a block mapping", "the mapping"},
    {"while parsing a block collection", "the list"},
    {"while parsing a flow mapping", "the mapping"},
    {"while parsing a flow sequence", "the list"},
    {"while scanning a quoted scalar", "the quoted text"},
    {"while scanning a block scalar", "the block of text"},
    {"while scanning a plain scalar", "the text"},
    {"while scanning a simple key", "the key"},
};

const char *
ap_yaml_context(const char *context)
{
    for (size_t i = 0; context && i < AP_COUNT(contexts); i++)
        if (strcmp(context, contexts[i].theirs) == 0)
            return contexts[i].ours;
    return NULL;
}
