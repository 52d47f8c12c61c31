# hfenv for PowerShell 5.1 and later: follows cd, warns before git takes a secret along, keeps typed
# tokens out of the history file. Printed by `hfenv hook pwsh`, behind lines that set $__hfenv_bin
# and $__hfenv_git_verbs.
#
# Nobody has run this file yet: there was no PowerShell where it was written.
#
# An unchanged prompt starts no process: folder, profile and the times of the watched files are
# compared here. On a change one process answers with JSON. `Set-PSDebug -Trace 2`, which shows the
# values of all variables, shows those of hfenv, too.

$global:__hfenv = @{
    Bin = 'hfenv'; Verbs = 'add stage commit push'
    Where = $null; Again = $false; Told = ''; There = @{}; Absent = @()
    Token = 'hf_[A-Za-z0-9]{34}|hf_(oauth|jwt)_eyJ'
}
if (Test-Path Variable:__hfenv_bin) { $global:__hfenv.Bin = $__hfenv_bin }
if (Test-Path Variable:__hfenv_git_verbs) { $global:__hfenv.Verbs = $__hfenv_git_verbs }

function global:__hfenv_say([string[]]$Lines) {
    foreach ($line in $Lines) { [Console]::Error.WriteLine("hfenv: $line") }
}

# PowerShell's own folder, which is not that of its process, and another one in a registry.
function global:__hfenv_folder {
    $ExecutionContext.SessionState.Path.CurrentFileSystemLocation.ProviderPath
}

# What an answer depends on beside files.
function global:__hfenv_where { "$(__hfenv_folder)`n$env:HFENV_PROFILE" }

# Starts a program that gets a text on its standard input. Throws if there is no such program.
function global:__hfenv_start([string]$Program, [string]$Words, [string]$Text) {
    $start = New-Object System.Diagnostics.ProcessStartInfo $Program, $Words
    $start.UseShellExecute = $false
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    $start.StandardOutputEncoding = [System.Text.Encoding]::UTF8
    $start.WorkingDirectory = __hfenv_folder
    $process = [System.Diagnostics.Process]::Start($start)
    $bytes = [System.Text.Encoding]::UTF8.GetBytes($Text)
    $process.StandardInput.BaseStream.Write($bytes, 0, $bytes.Length)
    $process.StandardInput.Close()
    $process
}

# What hfenv prints if it succeeds within this time. One that hangs is killed.
function global:__hfenv_ask([string]$Words, [string]$Text, [int]$Milliseconds) {
    $program = $global:__hfenv.Bin
    # Moved by an upgrade, perhaps.
    if (-not (Get-Command $program -CommandType Application -ErrorAction Ignore)) {
        $program = 'hfenv'
    }
    $process = __hfenv_start $program $Words $Text
    $answer = $process.StandardOutput.ReadToEndAsync()
    if (-not $process.WaitForExit($Milliseconds)) {
        $process.Kill()
        __hfenv_say "$program does not answer; the next cd tries again"
    } elseif ($process.ExitCode -eq 0 -and $answer.Wait($Milliseconds)) {
        $answer.Result
    }
}

# When a file was changed, in tenths of microseconds since 1970, or $null if there is none.
function global:__hfenv_time([string]$Path) {
    if ([System.IO.File]::Exists($Path)) {
        [System.IO.File]::GetLastWriteTimeUtc($Path).Ticks - 621355968000000000
    }
}

# The time that a file of the answer has to have. Of a link PowerShell tells the link's own time.
function global:__hfenv_known([string]$Path, [string]$Nanoseconds) {
    $now = __hfenv_time $Path
    $link = [System.IO.FileAttributes]::ReparsePoint
    if ($null -ne $now -and ([System.IO.File]::GetAttributes($Path) -band $link)) { return $now }
    # A division would round it.
    [long]$Nanoseconds.Substring(0, $Nanoseconds.Length - 2)
}

# Keeps what is to be compared at the next prompts.
function global:__hfenv_watch($Files) {
    $there = @{}
    $absent = @()
    foreach ($file in $Files.PSObject.Properties) {
        if ($null -eq $file.Value) {
            $absent += $file.Name
        } else {
            $there[$file.Name] = __hfenv_known $file.Name $file.Value
        }
    }
    $global:__hfenv.There = $there
    $global:__hfenv.Absent = $absent
}

function global:__hfenv_set_env($Variables) {
    foreach ($variable in $Variables.PSObject.Properties) {
        if ($null -eq $variable.Value) {
            Remove-Item -LiteralPath "Env:$($variable.Name)" -ErrorAction Ignore
        } else {
            Set-Item -LiteralPath "Env:$($variable.Name)" -Value $variable.Value
        }
    }
}

# Takes over what hfenv answers. What is no whole answer changes nothing, and there is nothing to
# look at then but the next cd.
function global:__hfenv_update([string]$Told) {
    $state = $global:__hfenv
    $state.Where = __hfenv_where
    $state.Again = $false
    $state.There = @{}
    $state.Absent = @()
    try {
        $text = __hfenv_ask "hook-env pwsh $PID `"$Told`"" '' 3000
        $answer = $text | ConvertFrom-Json -ErrorAction Stop
        if ($answer.api -ne 1) { return }
        __hfenv_watch $answer.watch
        $state.Told = $answer.told
        $state.Again = $answer.again
        __hfenv_set_env $answer.env
    } catch {
        # The prompt comes all the same.
        return
    }
}

function global:__hfenv_changed {
    $state = $global:__hfenv
    if ($state.Again -or $state.Where -ne (__hfenv_where)) { return $true }
    foreach ($file in $state.There.Keys) {
        if ($state.There[$file] -ne (__hfenv_time $file)) { return $true }
    }
    foreach ($file in $state.Absent) {
        if ([System.IO.File]::Exists($file) -or [System.IO.Directory]::Exists($file)) {
            return $true
        }
    }
    $false
}

function global:__hfenv_follow {
    if (__hfenv_changed) { __hfenv_update $global:__hfenv.Told }
}

# Before a typed line runs. PowerShell would swallow some of git's words, so that git can't be
# wrapped: HFENV_GUARD=stop warns here, too, and keeps nothing from running.
function global:__hfenv_before([string]$Line) {
    $verbs = $global:__hfenv.Verbs -replace ' ', '|'
    if ($env:HFENV_GUARD -eq 'off' -or $Line -notmatch "\bgit\b.*\b($verbs)\b") { return }
    try { $null = __hfenv_ask 'hook-git --line' $Line 5000 } catch { return }
}

# Whether a line enters the history file, and what the user's own handler has to say to that.
function global:__hfenv_remember([string]$Line) {
    __hfenv_before $Line
    if ($Line -cmatch $global:__hfenv.Token) {
        __hfenv_say @(
            'warning: this line has a token in it and was kept out of the history'
            'hint: hfenv login asks for it at a hidden prompt'
        )
        return $false
    }
    if ($global:__hfenv_user.Remember) { return $global:__hfenv_user.Remember.Invoke($Line) }
    $true
}

# The user's prompt, with the user's $?. No program runs here that would change $LASTEXITCODE.
function global:__hfenv_prompt([bool]$Succeeded) {
    __hfenv_follow
    if (-not $Succeeded) { Write-Error '' -ErrorAction Ignore }
    & $global:__hfenv_user.Prompt
}

function global:__hfenv_install {
    $global:__hfenv_user = @{ Prompt = $function:prompt; Remember = $null }
    function global:prompt { __hfenv_prompt $? }
    $commands = $ExecutionContext.SessionState.InvokeCommand
    if ($PSVersionTable.PSVersion.Major -ge 7) {
        $follow = [EventHandler[System.Management.Automation.LocationChangedEventArgs]] {
            __hfenv_follow
        }
        $commands.LocationChangedAction =
            [Delegate]::Combine($commands.LocationChangedAction, $follow)
    }
    if (Get-Module PSReadLine) {
        $global:__hfenv_user.Remember = (Get-PSReadLineOption).AddToHistoryHandler
        Set-PSReadLineOption -AddToHistoryHandler { param($line) __hfenv_remember $line }
    }
}

# Once, also where the profile is read again.
if (-not (Test-Path Variable:global:__hfenv_user)) { __hfenv_install }
__hfenv_update '-'
