# Checks the pack that this script lies in: every file listed has its digest, every file there is listed.
# Windows PowerShell 5.1 and later, nothing to install. Usage:
#     powershell -ExecutionPolicy Bypass -File verify.ps1
# A forged pack brings its own verify.ps1: what this proves, and what not, stands in README.txt.
Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'
# By the name that its files will tell: the script may have been called by a short one (C:\Users\RUNNER~1).
$root = (Get-Item -LiteralPath (Split-Path -Parent $MyInvocation.MyCommand.Path) -Force).FullName.TrimEnd('\', '/')
$faults = 0
$checked = 0
$known = New-Object 'System.Collections.Generic.HashSet[string]' ([System.StringComparer]::Ordinal)

function Write-Fault([string]$text) {
    # Names come from the pack: control characters in them are not for a console.
    Write-Output ('FAIL ' + ($text -replace '[\x00-\x1f\x7f]', '?'))
    $script:faults++
}

# A link leads out of the pack. Reparse points of other kinds are no links: files that OneDrive keeps look like one.
function Test-Link($item) {
    return $item.LinkType -eq 'SymbolicLink' -or $item.LinkType -eq 'Junction'
}

function Test-List([string]$list, [string]$algorithm) {
    foreach ($line in [System.IO.File]::ReadAllLines((Join-Path $root $list), [System.Text.Encoding]::UTF8)) {
        $expected, $path = $line -split '  ', 2
        if (-not $path -or $path -match '(^|/)\.{0,2}(/|$)' -or $path -match '[\\:]') {
            Write-Fault "${list}: not a digest, two blanks and a path inside the pack: $line"
            continue
        }
        [void]$known.Add($path)
        $script:checked++
        $file = Join-Path $root $path
        if (-not (Test-Path -LiteralPath $file -PathType Leaf)) {
            Write-Fault "${path}: missing"
        } elseif (Test-Link (Get-Item -LiteralPath $file -Force)) {
            Write-Fault "${path}: a symbolic link"
        } elseif ((Get-FileHash -LiteralPath $file -Algorithm $algorithm).Hash -ne $expected) {
            Write-Fault "${path}: differs from $list"
        }
    }
}

$sum = 256
if (Test-Path -LiteralPath (Join-Path $root 'tagmanifest-sha512.txt')) { $sum = 512 }
$tags = "tagmanifest-sha$sum.txt"
$payload = "manifest-sha$sum.txt"
foreach ($list in $tags, $payload) {
    if (-not (Test-Path -LiteralPath (Join-Path $root $list) -PathType Leaf)) {
        Write-Output "verify.ps1: $list is missing: extract the whole zip, and run this in its folder"
        exit 1
    }
}
Test-List $tags "SHA$sum"
Test-List $payload "SHA$sum"

# Strangers: whatever is there and in neither list. Signatures and time stamps of the tag manifest are added after it.
foreach ($end in '', '.p7s', '.tsr', '.p7s.tsr', '.sig') { [void]$known.Add($tags + $end) }
foreach ($item in Get-ChildItem -LiteralPath $root -Recurse -Force) {
    if ($item.PSIsContainer -and -not (Test-Link $item)) { continue }
    $path = $item.FullName.Substring($root.Length).TrimStart('\', '/').Replace('\', '/')
    if (-not $known.Contains($path)) { Write-Fault "${path}: not listed" }
}

if ($faults -gt 0) {
    Write-Output "NOT VERIFIED: $faults faults in this pack"
    exit 1
}
Write-Output "OK: $checked files have the digests that this pack lists, and there are no others"
Write-Output 'This proves that the pack agrees with itself, not who made it nor when: see README.txt'
exit 0
