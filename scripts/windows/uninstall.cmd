@echo off
rem Saved with CRLF under its Chinese name in the kit. ASCII but for the last lines, which are read as UTF-8.
setlocal
if not exist "%~dp0app\python.exe" goto unpack
if not exist "%~dp0app\python313.zip" goto unpack
if not exist "%~dp0app\Lib\site-packages\shebao\kit_way_in.py" goto unpack
"%~dp0app\python.exe" -m shebao.kit_way_in "%~dp0." uninstall %*
if errorlevel 1 exit /b %errorlevel%
if /i not "%~dp0"=="%LOCALAPPDATA%\Programs\shebao\" exit /b 0
rem Python cannot remove itself, nor this file go on once it is gone: another cmd waits until both have ended.
cd /d "%LOCALAPPDATA%\Programs"
start "" /b "%ComSpec%" /c "ping -n 3 127.0.0.1 >nul & rd /s /q shebao"
exit /b 0
:unpack
chcp 65001 >nul
echo 安装包不完整：请先把压缩包全部解压到一个文件夹，再双击其中的这个文件；仍然如此的，请在安全软件中恢复被隔离的文件。
if "%~1"=="" pause
exit /b 1
