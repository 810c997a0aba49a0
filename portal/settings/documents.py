"""Papers that come from outside: how large, and who looks at them before they are stored."""

from portal.settings.env import env

#: The largest paper, in bytes. A page that takes larger files says so itself (`portal.uploads`).
DOCUMENT_MAXIMUM_BYTES = 10 * 1024 * 1024
#: What a packed paper (XLSX, DOCX) may hold when it is unpacked, in bytes.
DOCUMENT_UNPACKED_MAXIMUM_BYTES = 100 * 1024 * 1024
# Each file is counted while it arrives; what is too large reaches neither memory nor disk.
FILE_UPLOAD_HANDLERS = [
    "portal.uploads.CountedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_NUMBER_FILES = 4

#: Dotted path of what scans papers, a class or a callable (`approvals.scanning`); empty where nobody scans.
DOCUMENT_SCANNER = env.str("DOCUMENT_SCANNER", default="")
#: Whether a paper is refused while its scanner does not answer. Without a scanner it does nothing.
DOCUMENT_SCAN_REQUIRED = env.bool("DOCUMENT_SCAN_REQUIRED", default=True)
#: Where `approvals.clamd.ClamdScanner` finds clamd: tcp://HOST:PORT or unix:///PATH.
CLAMD_ADDRESS = env.str("CLAMD_ADDRESS", default="")
#: Seconds for the whole talk with clamd.
CLAMD_TIMEOUT = env.float("CLAMD_TIMEOUT", default=20.0)
