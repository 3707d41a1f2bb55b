import { snakeCase } from './names.ts';

/** Keywords, Python's own modules and those of the worker's dependencies: a package of such a name hides them, or is hidden. */
const takenNames = new Set(
  `
abc aifc and annotationlib antigravity argparse array as assert ast async asynchat asyncio asyncore atexit audioop await
base64 bdb binascii bisect break builtins bz2 calendar case cgi cgitb chunk class cmath cmd code codecs codeop
collections colorsys compileall compression concurrent configparser contextlib contextvars continue contracts copy
copyreg crypt csv ctypes curses dataclasses datetime dbm decimal def del difflib dis distutils doctest elif else email
encodings ensurepip enum errno except faulthandler fcntl filecmp fileinput finally fnmatch for fractions from ftplib
functools gc genericpath getopt getpass gettext glob global google graphlib grp gzip hashlib heapq hmac html http
idlelib if imaplib imghdr imp import importlib in inspect io ipaddress is itertools json keyword lambda lib2to3
linecache locale logging lzma mailbox mailcap managed_worker marshal match math mimetypes mmap modulefinder msilib
msvcrt multiprocessing netrc nexusrpc nis nntplib nonlocal not nt ntpath nturl2path numbers opcode operator optparse or
os ossaudiodev pass pathlib pdb pickle pickletools pipes pkgutil platform plistlib poplib posix posixpath pprint profile
pstats pty pwd py_compile pyclbr pydantic pydantic_core pydoc pydoc_data pyexpat pytest queue quopri raise random re
readline reprlib resource return rlcompleter runpy sched sdk secrets select selectors shelve shlex shutil signal site
smtpd smtplib sndhdr socket socketserver spwd sqlite3 sre_compile sre_constants sre_parse ssl stat statistics string
stringprep struct subprocess sunau symtable sys sysconfig syslog tabnanny tarfile telnetlib tempfile temporalio termios
textwrap this threading time timeit tkinter token tokenize tomllib trace traceback tracemalloc try tty turtle turtledemo
types typing unicodedata unittest urllib uu uuid venv warnings wave weakref webbrowser while winreg winsound with
wsgiref xdrlib xml xmlrpc yaml yield zipapp zipfile zipimport zlib zoneinfo
`
    .trim()
    .split(/\s+/),
);

/** Why a Python worker cannot have this name, as a sentence without a full stop; `undefined` when it can. */
export function pythonNameProblem(name: string): string | undefined {
  if (!takenNames.has(snakeCase(name))) return undefined;
  return `is a name that Python or a library of the worker keeps for itself; add what the worker does, such as ${name}-sync`;
}
