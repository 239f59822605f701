@echo off
rem memview @{project.version} for Windows: as bin/memview, which says what it looks at. Nobody has run this file yet.
rem The cache of loaded classes is in the folder memview of LOCALAPPDATA.
setlocal
for %%i in ("%~dp0..") do set "memview_home=%%~fi"

set "memview_java=%MEMVIEW_JAVA%"
if not defined memview_java set "memview_java=%JAVA_HOME%"
if not defined memview_java for %%i in (java.exe) do set "memview_java=%%~$PATH:i"
if not defined memview_java (
  >&2 echo memview needs Java @{java.release} or newer, and there is no java on the path; set MEMVIEW_JAVA to the folder of a JDK @{java.release}
  exit /b 1
)
if exist "%memview_java%\bin\java.exe" set "memview_java=%memview_java%\bin\java.exe"

set "memview_found="
for %%i in ("%memview_java%\..\..\release") do if exist "%%~fi" for /f "usebackq tokens=2 delims==" %%v in (`findstr /b "JAVA_VERSION=" "%%~fi"`) do set "memview_found=%%~v"
if not defined memview_found for /f "usebackq tokens=3" %%v in (`""%memview_java%" -version 2^>^&1 ^| findstr /c:" version """`) do set "memview_found=%%~v"
set "memview_major=0"
for /f "tokens=1 delims=.-+" %%v in ("%memview_found%") do set "memview_major=%%v"
if %memview_major% lss @{java.release} (
  >&2 echo memview needs Java @{java.release} or newer, and "%memview_java%" is Java %memview_found%; set MEMVIEW_JAVA to the folder of a JDK @{java.release}
  exit /b 1
)

set "memview_kind=show"
set "memview_options=--enable-native-access=ALL-UNNAMED -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData"
set "memview_first=%~1"
if "%memview_first%"=="-" set "memview_kind=script"
if /i "%memview_first:~-4%"==".kts" set "memview_kind=script"
if %memview_kind%==script set "memview_options=--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -Dorg.slf4j.simpleLogger.defaultLogLevel=error"

rem One cache for each kind, version and Java. That it is of other jars, java notices, and does without it.
set "memview_cached="
if /i "%MEMVIEW_AOT%"=="off" goto start
set "memview_cache=%LOCALAPPDATA%\memview\%memview_kind%-@{project.version}-java%memview_found%.aot"
if exist "%memview_cache%" (
  set memview_cached=-XX:AOTCache="%memview_cache%" -Xlog:aot*=off -Xlog:cds*=off
  goto start
)
if not exist "%LOCALAPPDATA%\memview" mkdir "%LOCALAPPDATA%\memview" 2>nul
set "memview_work=%memview_cache%.work"
set memview_make="%memview_java%" %memview_options% -XX:AOTConfiguration="%memview_work%\configuration" -cp "%memview_home%\lib\memview.jar"
mkdir "%memview_work%" 2>nul && start "" /b /low cmd /s /c "(%memview_make% -XX:AOTMode=record io.memview.examples.TrainingKt %memview_kind% "%memview_work%" && %memview_make% -XX:AOTMode=create -XX:AOTCache="%memview_work%\cache" && move "%memview_work%\cache" "%memview_cache%" && rmdir /s /q "%memview_work%") <nul >nul 2>nul"

:start
"%memview_java%" %memview_options% %memview_cached% %MEMVIEW_JAVA_OPTIONS% -jar "%memview_home%\lib\memview.jar" %*
exit /b %errorlevel%
