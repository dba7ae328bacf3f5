"""How much of a file is read at all. One place, so that the help page and the refusals say the same."""

MAX_FILE_BYTES = 10 * 1024 * 1024
MAX_UNPACKED_BYTES = 100 * 1024 * 1024
MAX_ENTRIES = 1_000
MAX_RATIO = 200  # unpacked to packed, of one part
RATIO_FROM_BYTES = 5 * 1024 * 1024  # small parts of blank cells pack harder than any bomb
MAX_ROWS = 50_000
MAX_COLUMNS = 300
MAX_CELLS = 2_000_000  # height × width of all sheets: the reader lays sheets out as full rectangles
MAX_MERGES = 20_000
MAX_TEXT_CHARS = 32_767  # Excel's own limit for one cell
MAX_TEXT_TOTAL = 60_000_000  # characters of all cells, a text used by many cells counted for each


def file_too_big() -> str:
    """Return the sentence that refuses a file for its size."""
    return f"文件超过 {MAX_FILE_BYTES // 1024 // 1024} MB。请删去图片和不用的工作表,或分成几个文件上传。"
