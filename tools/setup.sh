#!/bin/sh
# Bring this checkout what it needs, and again only what changed: Debian packages, .venv, front-end files, fonts.
#   tools/setup.sh        what running needs
#   tools/setup.sh dev    what the tests need as well
set -eu
cd "$(dirname "$0")/.."
scope=${1:-run}
mkdir -p var
[ -d "${HOME:-}" ] || export HOME="$PWD/var/home"
mkdir -p "$HOME"

say() { printf '%s\n' "$@"; } # a line for each argument
fail() { say "$@" >&2; exit 1; }

# --- Debian packages -------------------------------------------------------------------------------------------------

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

may_install() {
  command -v apt-get >/dev/null && { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }
}

apt_line() { printf 'apt-get install --yes --no-install-recommends %s' "$*"; }

# install PACKAGE...: succeeds only when all of them are installed.
install() {
  may_install || return 1
  say "正在安装系统软件包:$*"
  # A fresh machine has no package lists and an old one has stale lists: fetch them when the first try fails.
  # shellcheck disable=SC2046  # the line is meant to be split into words
  as_root env DEBIAN_FRONTEND=noninteractive $(apt_line -qq "$@") >var/apt.log 2>&1 && return
  # shellcheck disable=SC2046
  { as_root apt-get -qq update && as_root env DEBIAN_FRONTEND=noninteractive $(apt_line -qq "$@"); } >var/apt.log 2>&1 ||
    { tail -n 5 var/apt.log >&2; return 1; }
}

# --- Python ----------------------------------------------------------------------------------------------------------

find_python() {
  for name in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11; do
    if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      command -v "$name"
      return
    fi
  done
  return 1
}

make_venv() {
  .venv/bin/python -c '' 2>/dev/null && return
  base=$(find_python) || fail "需要 Python 3.11 或更新的版本,这台机器上没有找到。装好后再运行一次(也可以用 PYTHON=路径 指明)。"
  if ! "$base" -c 'import ensurepip, venv' 2>/dev/null; then
    package=$("$base" -c 'import sys; print("python3.%d-venv" % sys.version_info[1])')
    install "$package" || fail "$base 缺少 venv 模块,请先运行:" "sudo $(apt_line "$package")"
  fi
  say "正在建立 Python 环境 .venv"
  "$base" -m venv --clear .venv
}

# pip_install FILE: what FILE names, with its hashes; by uv where it can be had, otherwise by pip.
pip_install() {
  # The system's certificates: an office network often has its own.
  if [ -x .venv/bin/uv ] && UV_SYSTEM_CERTS=1 .venv/bin/uv pip install -q -p .venv/bin/python --require-hashes -r "$1" 2>var/uv.log; then
    return
  fi
  .venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r "$1"
}

install_python_packages() {
  list=requirements.txt
  [ "$scope" = run ] || list=requirements-dev.txt
  cmp -s "$list" ".venv/$list" && return
  say "正在安装 Python 软件包($list)"
  [ -x .venv/bin/uv ] || pip_install tools/uv.txt 2>/dev/null || say "没有取到 uv,改用 pip,会慢一些。"
  pip_install "$list"
  cp requirements.txt .venv/ # the development list holds all of it
  cp "$list" .venv/
}

# --- What the program and its tests find on the system ----------------------------------------------------------------

has_library() { .venv/bin/python -c 'import ctypes, sys; ctypes.CDLL(sys.argv[1])' "$1" 2>/dev/null; }
has_cjk_fonts() { [ -n "$(find -L /usr/share/fonts /usr/local/share/fonts -name 'Noto*CJK*' 2>/dev/null | head -n 1)" ]; }
has_postgres() {
  [ -n "${TEST_POSTGRES_URL:-}" ] || command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1
}

missing_packages() {
  has_library libpango-1.0.so.0 || say libpango-1.0-0
  has_library libpangoft2-1.0.so.0 || say libpangoft2-1.0-0
  has_library libharfbuzz-subset.so.0 || say libharfbuzz-subset0
  has_cjk_fonts || say fonts-noto-cjk
  [ "$scope" = dev ] || return 0
  command -v chromium >/dev/null || say chromium
  command -v pdftoppm >/dev/null || say poppler-utils
  has_postgres || say postgresql
}

install_system_packages() {
  missing=$(missing_packages | tr '\n' ' ')
  [ -n "$missing" ] || return 0
  # shellcheck disable=SC2086  # a list of packages
  if install $missing; then return; fi
  say "这台机器缺少几个系统软件包,请运行:" "sudo $(apt_line "${missing% }")" >&2
  case "$scope $missing" in
    dev*) fail "没有它们,测试不能进行。" ;;
    *libpango*) fail "没有它们,公文不能生成。" ;;
    *) say "先继续:没有它们,公文会生成得很慢,或者缺字。" >&2 ;;
  esac
}

# --- Front-end files ---------------------------------------------------------------------------------------------------

install_frontend() {
  if ! cmp -s package-lock.json node_modules/.installed; then
    say "正在安装网页用的 Bootstrap 和图标"
    if command -v npm >/dev/null; then
      npm ci --loglevel=error
    else # npm into .venv; it does not know of the system's certificates by itself
      pip_install tools/npm.txt
      NODE_OPTIONS=--use-system-ca .venv/bin/npm ci --loglevel=error
    fi >var/npm.log 2>&1 || { cat var/npm.log >&2; fail "没有取到网页用的 Bootstrap 和图标,请检查网络后再运行一次。"; }
    cp package-lock.json node_modules/.installed
  fi
  .venv/bin/python tools/frontend.py
}

# --- Fonts of official papers ------------------------------------------------------------------------------------------

# The Fandol fonts are taken out of a Debian package that would bring all of TeX if it were installed.
fetch_fonts() {
  [ -f var/fonts/COPYING ] && return
  if ! command -v apt-get >/dev/null || ! command -v dpkg-deb >/dev/null; then
    say "没有取得仿宋、楷体等公文字体(需要 Debian 的 apt-get),公文先用 Noto 字体。"
    return
  fi
  say "正在取公文字体(约 50 MB)"
  box=$(mktemp -d)
  if (cd "$box" && apt-get -qq -o Acquire::Retries=1 download texlive-lang-chinese) >var/fonts.log 2>&1 &&
    dpkg-deb -x "$box"/texlive-lang-chinese_*.deb "$box/tree"; then
    mkdir -p var/fonts
    for font in Fang-Regular Kai-Regular Hei-Regular Hei-Bold Song-Regular Song-Bold; do
      find "$box/tree" -name "Fandol$font.otf" -exec cp {} var/fonts/ \;
    done
    find "$box/tree" -path '*/fandol/COPYING.gz' -exec gzip -dc {} \; >"$box/COPYING"
    mv "$box/COPYING" var/fonts/COPYING # last: it marks the folder as complete
  else
    say "没有取得仿宋、楷体等公文字体(下载不到),公文先用 Noto 字体;下次运行时再试。"
  fi
  rm -rf "$box"
}

make_venv
install_python_packages
install_system_packages
install_frontend
fetch_fonts
