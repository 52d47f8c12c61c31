//! Archives and compressed files, as Python's own modules and the usual tools make them.

use super::code::through;

/// What the expressions below are made of.
const PYTHON: &str = "
import bz2, gzip, io, lzma, sys, tarfile, zipfile
text = sys.stdin.buffer.read()
STORED = zipfile.ZIP_STORED
class Pipe:
    def __init__(self): self.parts = []
    def write(self, part): self.parts.append(bytes(part)); return len(part)
    def flush(self): pass
def zipped(name, text, method=zipfile.ZIP_DEFLATED, piped=False, comment=b''):
    file = Pipe() if piped else io.BytesIO()
    with zipfile.ZipFile(file, 'w', method) as made:
        made.writestr(name, text)
        made.comment = comment
    return b''.join(file.parts) if piped else file.getvalue()
def wide(name, text):
    file = io.BytesIO()
    with zipfile.ZipFile(file, 'w', zipfile.ZIP_DEFLATED) as made:
        with made.open(name, 'w', force_zip64=True) as member: member.write(text)
    return file.getvalue()
def tarred(name, text, format=tarfile.PAX_FORMAT):
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode='w', format=format) as made:
        member = tarfile.TarInfo(name)
        member.size = len(text)
        made.addfile(member, io.BytesIO(text))
    return file.getvalue()
";

/// What comes of a text, an expression of Python's.
pub(crate) fn python(expression: &str, text: &[u8]) -> Vec<u8> {
    script(&format!("sys.stdout.buffer.write({expression})"), text)
}

/// What some lines of Python write, which may use `text`.
pub(crate) fn script(lines: &str, text: &[u8]) -> Vec<u8> {
    through(&["python3", "-c", &format!("{PYTHON}\n{lines}")], text)
}
