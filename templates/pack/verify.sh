#!/bin/sh
# Checks the pack that this script lies in: every file listed has its digest, every file there is listed.
# Needs a POSIX shell and one of sha256sum, shasum, openssl. Usage: sh verify.sh
# A forged pack brings its own verify.sh: what this proves, and what not, stands in README.txt.
set -u
LC_ALL=C
export LC_ALL
case $0 in
*/*) cd "${0%/*}" || exit 2 ;;
esac

failed=0
checked=0

fail() {
    # Names come from the pack: control characters in them are not for a terminal.
    printf 'FAIL %s\n' "$*" | tr -d '\000-\011\013-\037\177'
    failed=$((failed + 1))
}

digest_tool() {
    for tool in sha256sum sha512sum shasum openssl; do
        command -v "$tool" >/dev/null 2>&1 || continue
        case $tool in
        sha256sum) [ "$1" = 256 ] || continue ;;
        sha512sum) [ "$1" = 512 ] || continue ;;
        esac
        echo "$tool"
        return
    done
}

# Sets $found to the digest of the file "$2" by SHA-"$1", in lower case. Its name cannot be taken for an option.
digest() {
    found=
    case $tool in
    sha256sum | sha512sum) found=$("$tool" <"./$2") ;;
    shasum) found=$(shasum -a "$1" <"./$2") ;;
    openssl) found=$(openssl dgst "-sha$1" -r <"./$2") ;;
    esac 2>/dev/null
    found=${found%% *}
}

# Holds every file that the list "$1" names to its digest by SHA-"$2".
check_list() {
    tool=$(digest_tool "$2")
    if [ -z "$tool" ]; then
        echo "verify.sh: none of sha$2sum, shasum and openssl is there" >&2
        exit 2
    fi
    while IFS= read -r line || [ -n "$line" ]; do
        expected=${line%% *}
        case $expected in
        *[A-F]*) expected=$(printf '%s\n' "$expected" | tr 'A-F' 'a-f') ;;
        esac
        path=${line#*  }
        case /$path/ in
        "/$line/" | */../* | */./* | *//*)
            fail "$1: not a digest, two blanks and a path inside the pack: $line"
            continue
            ;;
        esac
        checked=$((checked + 1))
        if [ -L "$path" ]; then
            fail "$path: a symbolic link"
            continue
        elif [ ! -f "$path" ]; then
            fail "$path: missing"
            continue
        fi
        digest "$2" "$path"
        [ "$found" = "$expected" ] || fail "$path: differs from $1"
    done <"$1"
}

# Prints the paths of the list "$1" with ./ before each.
listed() {
    sed 's|^[^ ]*  |./|' "$1"
}

sum=256
[ -f tagmanifest-sha512.txt ] && sum=512
tags=tagmanifest-sha$sum.txt
payload=manifest-sha$sum.txt
for list in "$tags" "$payload"; do
    if [ ! -f "$list" ] || [ -L "$list" ]; then
        echo "verify.sh: $list is missing: unpack the whole zip, and run this in its folder" >&2
        exit 1
    fi
done

check_list "$tags" "$sum"
check_list "$payload" "$sum"

# Strangers: whatever is there and in neither list. Signatures and time stamps of the tag manifest are added after it.
scratch=$(mktemp -d 2>/dev/null) || scratch=/tmp/verify-$$
[ -d "$scratch" ] || mkdir -m 700 "$scratch" || exit 2
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
{
    listed "$tags"
    listed "$payload"
    for end in "" .p7s .tsr .p7s.tsr .sig; do
        echo "./$tags$end"
    done
} | sort -u >"$scratch/listed"
find . ! -type d -print | sort -u >"$scratch/there"
comm -13 "$scratch/listed" "$scratch/there" >"$scratch/strangers"
while IFS= read -r path; do
    fail "${path#./}: not listed"
done <"$scratch/strangers"

if [ "$failed" -gt 0 ]; then
    echo "NOT VERIFIED: $failed faults in this pack"
    exit 1
fi
echo "OK: $checked files have the digests that this pack lists, and there are no others"
echo "This proves that the pack agrees with itself, not who made it nor when: see README.txt"
