@echo off
rem Runs Merlon from a checkout: publishes the binary into artifacts\ when the sources changed, then runs it.
setlocal
set "ROOT=%~dp0"
set "OUT=%ROOT%artifacts"
set "BINARY=%OUT%\merlon\merlon.exe"
set "RID=win-x64"
if /i "%PROCESSOR_ARCHITECTURE%"=="ARM64" set "RID=win-arm64"
if defined MERLON_RID set "RID=%MERLON_RID%"
powershell -NoProfile -Command "$stamp='%OUT%\sources.list'; if (!(Test-Path '%BINARY%') -or !(Test-Path $stamp)) { exit 1 }; $t=(Get-Item $stamp).LastWriteTimeUtc; $files=@(Get-ChildItem '%ROOT%src' -Recurse -File | Where-Object { $_.FullName -notmatch '\\(bin|obj)\\' }) + @(Get-Item '%ROOT%Directory.Build.props','%ROOT%Directory.Packages.props','%ROOT%global.json'); if ($files | Where-Object { $_.LastWriteTimeUtc -gt $t }) { exit 1 }; if (Compare-Object (Get-Content $stamp) @($files.FullName | Sort-Object)) { exit 1 }; exit 0"
if not errorlevel 1 goto run
where dotnet >nul 2>nul
if errorlevel 1 (
  echo merlon: the .NET 10 SDK is needed to build and was not found; install it and try again 1>&2
  exit /b 3
)
echo merlon: building ^(only when the sources changed; about a minute^) 1>&2
if not exist "%OUT%" mkdir "%OUT%"
dotnet publish "%ROOT%src\Merlon" -c Release -r %RID% --artifacts-path "%OUT%\publish" -o "%OUT%\merlon" -nologo -clp:NoSummary > "%OUT%\publish.log" 2>&1
if errorlevel 1 (
  echo merlon: the build failed; the whole log is in %OUT%\publish.log 1>&2
  findstr /i "error" "%OUT%\publish.log" 1>&2
  exit /b 3
)
powershell -NoProfile -Command "@(@(Get-ChildItem '%ROOT%src' -Recurse -File | Where-Object { $_.FullName -notmatch '\\(bin|obj)\\' }) + @(Get-Item '%ROOT%Directory.Build.props','%ROOT%Directory.Packages.props','%ROOT%global.json')).FullName | Sort-Object | Set-Content '%OUT%\sources.list'"
:run
"%BINARY%" %*
exit /b %ERRORLEVEL%
