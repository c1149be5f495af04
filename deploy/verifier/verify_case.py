#!/usr/bin/env python3
"""蓝天巡查 · 独立核验 / Lantian, checking without us. Python 3.8 or later, nothing to install, no network.

    python3 verify_case.py 证据包.zip [--key 指纹] [--keys keys.json]
    python3 verify_case.py 照片.jpg receipts.json [--key 指纹] [--keys keys.json]

Says of an evidence package, or of one photo and its receipt, which bytes are unchanged since when, and which are not.
``--key`` is the fingerprint (or the id) of the key you know from elsewhere: the office's page, paper, an earlier receipt;
``--keys`` is the office's ``keys.json``, fetched from that page and not taken from the package. Without either the file is only
shown to agree with the key it brings along, which a forger can bring too: that is a verdict of its own.

Ends with 0 when all holds under a key known from elsewhere, 1 when it does not hold, 2 when it was called wrongly, 3 when it
agrees with its own key only. The signatures are Ed25519 (RFC 8032); what is signed is described in docs/evidence.md.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import sys
import zipfile
from pathlib import Path

SEAL_BYTES, MAGIC, CHUNK = 1024, "LANTIAN-SEAL-1", 1 << 20
PROVEN = (
    "已证明：上面列为“未变”的内容，自所写时间起一个字节也没有改变；证明它的是上面那把密钥的签名。",
    "Proven: what is called unchanged above has not changed by one byte since the time given; the signature of that key says so.",
)
NOT_PROVEN = (
    "未证明：现场是否真实、手机的时钟和定位是否准确；也不能证明持有密钥的单位自己没有在签名之前改动。",
    "Not proven: that the scene was honest, that the phone's clock and position were right, nor what the holder of the key did "
    "before signing.",
)
COMPARE = (
    "任何人都可以用自己的密钥做出这样的文件。请把上面的指纹与单位“核验”页面或纸面上公布的逐字比对，再用 --key 给出该指纹；或者用 "
    "--keys 给出从该页面取得的 keys.json（不要用证据包里的那一份），重新核验。",
    "Anybody can make such a file with a key of their own. Compare the fingerprint above, digit by digit, with the one on the "
    "office's page or on paper and give that with --key; or give the keys.json of that page, not the one in the package, with "
    "--keys; then judge again.",
)
# Verdict → exit code, and what is said at the end.
VERDICTS = {
    "holds": (0, ("结论：全部相符。", "Verdict: all of it holds."), PROVEN, NOT_PROVEN),
    "fails": (1, ("结论：不成立。", "Verdict: it does not hold."), NOT_PROVEN),
    "own_key": (3, ("结论：只与文件自带的密钥相符，来源未核对。",
                    "Verdict: it agrees with its own key only; where it comes from was not checked."), COMPARE),
}  # fmt: skip


# --- Ed25519, RFC 8032, section 5.1; verification only -------------------------------------------------------------------

P, ORDER = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


def point(data):
    """A curve point (extended coordinates) from its 32 bytes; None when they are none, or not in their only form."""
    number = int.from_bytes(data, "little")
    y, sign = number & (1 << 255) - 1, number >> 255
    u, v = (y * y - 1) % P, (D * y * y + 1) % P
    x = u * pow(v, 3, P) * pow(u * pow(v, 7, P), (P - 5) // 8, P) % P
    if (v * x * x + u) % P == 0:
        x = x * pow(2, (P - 1) // 4, P) % P
    if y >= P or (v * x * x - u) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


def add(p, q):
    """The sum of two points."""
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


BASE = point(bytes([0x58]) + bytes([0x66]) * 31)


def signed(public, signature, message):
    """Whether ``signature`` (64 bytes) over ``message`` is of the key ``public`` (32 bytes)."""
    if len(public) != 32 or len(signature) != 64:
        return False
    key, s = point(public), int.from_bytes(signature[32:], "little")
    if key is None or s >= ORDER:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % ORDER
    minus = (P - key[0], key[1], 1, P - key[3])
    sums, total = (None, BASE, minus, add(BASE, minus)), (0, 1, 1, 0)
    for bit in range(252, -1, -1):
        total = add(total, total)
        which = (s >> bit & 1) + 2 * (k >> bit & 1)
        total = add(total, sums[which]) if which else total
    inverse = pow(total[2], P - 2, P)
    x, y = total[0] * inverse % P, total[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little") == signature[:32]


# --- receipts and seals ---------------------------------------------------------------------------------------------------


class Report:
    """What was found, a line each: ok, bad or note, in Chinese and in English; and whether the key is known from elsewhere."""

    def __init__(self):
        self.lines, self.key_known = [], False

    def say(self, level, chinese, english):
        """Add a line."""
        self.lines.append((level, chinese, english))

    def say_key(self, good, right, wrong):
        """Whether the key is one that was given; ``right`` and ``wrong`` are the sentences."""
        self.key_known = self.key_known or good
        self.say("ok" if good else "bad", *(right if good else wrong))

    @property
    def verdict(self):
        """holds: something was shown and nothing spoke against it; own_key: the same, but by a key nobody vouched for; fails."""
        levels = [level for level, _, _ in self.lines]
        if "bad" in levels or "ok" not in levels:
            return "fails"
        return "holds" if self.key_known else "own_key"

    def mark(self, level):
        """What stands before a line: a tick only under a key known from elsewhere."""
        return {"ok": "✓" if self.key_known else "≈", "bad": "✗"}.get(level, "·")


def unpacked(text):
    """Base64 in its only form; None for anything else."""
    try:
        raw = base64.b64decode(text, validate=True)
    except (ValueError, TypeError):
        return None
    return raw if base64.b64encode(raw).decode() == text else None


def fingerprint(public_key):
    """SHA-256 of the raw key; its first 16 digits are the key's id."""
    return hashlib.sha256(unpacked(public_key) or b"").hexdigest()


def facts_of(receipt, keys):
    """The facts of a receipt ({text, key, signature}) that one of ``keys`` ({id, public_key}) has signed; None when none has."""
    try:
        key = next(key["public_key"] for key in keys if key["id"] == receipt["key"] == fingerprint(key["public_key"])[:16])
        good = signed(unpacked(key), unpacked(receipt["signature"]) or b"", receipt["text"].encode())
        facts = json.loads(receipt["text"])
        return facts if good and isinstance(facts, dict) else None
    except (StopIteration, KeyError, TypeError, ValueError, AttributeError):
        return None


def seal_of(data):
    """The seal in the last bytes of a package: {text, key, signature, public_key}; None when they are none, byte for byte."""
    try:
        magic, text, key, public_key, signature = data.decode().split("\n")[:5]
    except (ValueError, UnicodeDecodeError):
        return None
    lines = "\n".join((MAGIC, text, key, public_key, signature)) + "\n"
    whole = magic == MAGIC and lines.encode().ljust(SEAL_BYTES) == data
    return {"text": text, "key": key, "public_key": public_key, "signature": signature} if whole else None


def same_key(known, public_key):
    """Whether what somebody knows of a key (fingerprint or id) is this key."""
    known = known.replace(" ", "").replace(":", "").lower()
    return len(known) in (16, 64) and fingerprint(public_key).startswith(known)


def judge_key(report, key, known, keys):
    """Which key has signed, and whether it is one known from elsewhere: by its fingerprint ``known``, or listed in ``keys``."""
    digits = fingerprint(key["public_key"])
    report.say("note", f"签名密钥 {digits[:16]}，指纹 {digits}", f"signed by key {digits[:16]}, fingerprint {digits}")
    if known.strip(" :"):
        report.say_key(same_key(known, key["public_key"]), ("密钥就是您给出的那一把。", "This is the key you gave."),
                       (f"密钥不是您给出的 {known}。", f"This is not the key you gave, {known}."))  # fmt: skip
    if keys:
        listed = any(other["public_key"] == key["public_key"] for other in keys)
        report.say_key(listed, ("密钥在您给出的 keys.json 中。", "The key stands in the keys.json you gave."),
                       ("密钥不在您给出的 keys.json 中。", "The key does not stand in the keys.json you gave."))  # fmt: skip
    if not known.strip(" :") and not keys:
        report.say("note", "密钥是文件自带的，来源未核对。", "The key came with the file; where it comes from was not checked.")


def judge_retired(report, what, key, at):
    """A signature dated after its key was retired does not count."""
    if key.get("retired_at") and str(at) > key["retired_at"]:
        report.say("bad", f"{what}：签名时间在密钥停用之后。", f"{what}: signed after the key was retired.")


# --- a photo and its receipt -----------------------------------------------------------------------------------------------


def digest_of(stream, most=None):
    """SHA-256 and number of the bytes of a stream, at most ``most``."""
    digest, count = hashlib.sha256(), 0
    while most is None or count < most:
        piece = stream.read(CHUNK if most is None else min(CHUNK, most - count))
        if not piece:
            break
        digest.update(piece)
        count += len(piece)
    return digest.hexdigest(), count


def judge_file(report, name, sha256, size_bytes, facts):
    """A file against the facts of its receipt."""
    seq, at = facts.get("seq"), facts.get("received_at")
    if (facts.get("sha256"), facts.get("size_bytes")) == (sha256, size_bytes):
        report.say("ok", f"{name}：自提交（{at}，台账第 {seq} 条）以来未变",
                   f"{name}: unchanged since hand-in ({at}, entry {seq})")  # fmt: skip
    else:
        report.say("bad", f"{name}：与回执不符，内容已变", f"{name}: not what the receipt names, it was changed")


def judge_photo(photo, receipts, keys, known):
    """One photo against a receipt, or against the one of a list that names it."""
    report, found, given = Report(), json.loads(receipts.read_text("utf-8")), keys
    # A copy that somebody kept of an original that is gone here is judged like any other.
    rows = found["receipts"] + found.get("removed", []) if "receipts" in found else [found.get("receipt", found)]
    keys = given or found.get("keys", [])
    with photo.open("rb") as stream:
        sha256, size_bytes = digest_of(stream)
    row = next((row for row in rows if sha256 in str(row.get("text"))), None)
    if row is None:
        report.say("bad", f"{photo.name}：没有一张回执写的是这些字节", f"{photo.name}: no receipt names these bytes")
        return report
    facts = facts_of(row, keys)
    if facts is None:
        report.say("bad", "回执的签名不成立，或没有它的公钥。", "The receipt's signature does not hold, or its key is missing.")
        return report
    judge_file(report, photo.name, sha256, size_bytes, facts)
    key = next(key for key in keys if key["id"] == row["key"])
    judge_retired(report, photo.name, key, facts.get("received_at"))
    judge_key(report, key, known, given)
    return report


# --- a package -------------------------------------------------------------------------------------------------------------


def judge_package(path, known="", keys=()):
    """A whole evidence package: its seal over every byte, then file by file. ``keys``: those known from elsewhere."""
    report = Report()
    size_bytes = path.stat().st_size
    with path.open("rb") as stream:
        body = digest_of(stream, max(0, size_bytes - SEAL_BYTES))
        seal = seal_of(stream.read())
    facts = judge_seal(report, seal, body, known, keys)
    try:
        with zipfile.ZipFile(path) as archive:
            judge_members(report, archive, facts, list(keys))
    except Exception as error:  # noqa: BLE001  a damaged container fails in many ways, and each of them is the finding
        report.say("bad", f"压缩包无法读取：{error}", f"The archive cannot be read: {error}")
    return report


def judge_seal(report, seal, body, known, keys):
    """The facts of the seal when its signature holds, else {}; says whether every byte is as it was sealed."""
    own = [{"id": seal["key"], "public_key": seal["public_key"]}] if seal else []
    facts = facts_of(seal, own) if seal else None
    if facts is None or facts.get("kind") != "package":
        report.say("bad", "文件末尾没有完好的封印：被改动、截短，或不是本系统的证据包。", "There is no whole seal at the end: "
                   "changed, cut short, or no package of this system.")  # fmt: skip
        return {}
    at = facts.get("exported_at")
    if (facts.get("sha256"), facts.get("size_bytes")) == body:
        report.say("ok", f"整个压缩包（每一个字节）：自导出（{at}）以来未变",
                   f"the whole archive, every byte: unchanged since its export ({at})")  # fmt: skip
    else:
        report.say("bad", f"压缩包在导出（{at}）之后被改动", f"The archive was changed after its export ({at}).")
    head = f"{facts.get('head_seq')} {facts.get('head_hash')}"
    report.say("note", f"导出时台账末条：{head}", f"last entry of the book at export: {head}")
    judge_key(report, own[0], known, keys)
    for key in keys:
        if key.get("id") == seal["key"]:
            judge_retired(report, "封印 / seal", key, at)
    return facts


def judge_members(report, archive, facts, keys):
    """Every file against the list of sums that the seal names, and what a receipt names against its receipt."""
    found, broken = {}, set()
    for info in archive.infolist():
        try:
            with archive.open(info) as stream:
                found[info.filename] = digest_of(stream)
        except Exception:  # noqa: BLE001  as above: the finding is that it cannot be read
            broken.add(info.filename)
    sums = read_member(archive, "SHA256SUMS", found)
    if facts and hashlib.sha256(sums).hexdigest() != facts.get("sums_sha256"):
        report.say("bad", "SHA256SUMS：已变，无法逐个文件判断", "SHA256SUMS: changed, so single files cannot be judged by it")
        sums = b""
    listed = dict(reversed(line.split("  ", 1)) for line in sums.decode("utf-8", "replace").splitlines() if "  " in line)
    for name in sorted(listed.keys() | (found.keys() if listed else set()) | broken):
        judge_member(report, name, name in broken, found.get(name), listed.get(name))
    shown = set()
    for name in sorted(name for name in found if name.endswith("/receipts.json")):
        shown |= judge_receipts(report, name, read_member(archive, name, found), found, keys)
    rest = len(found.keys() - shown)
    report.say("note", f"其余 {rest} 个文件没有单独的回执，由封印证明",
               f"{rest} more files have no receipt of their own; the seal speaks for them")  # fmt: skip


def read_member(archive, name, found):
    """The bytes of a small file, empty when it cannot be read."""
    return archive.read(name) if name in found and found[name][1] < 1 << 26 else b""


def judge_member(report, name, broken, found, expected):
    """Only what is not as it was is said: the seal has spoken for the rest."""
    if name == "SHA256SUMS" and not broken:
        return
    if broken or (found and expected and found[0] != expected):
        report.say("bad", f"{name}：已变", f"{name}: changed")
    elif not found:
        report.say("bad", f"{name}：缺少", f"{name}: missing")
    elif not expected:
        report.say("bad", f"{name}：不在清单中，是后来加入的", f"{name}: not in the list, added later")


def judge_receipts(report, place, content, found, keys):
    """The receipts of one case, each against its file; the names of those files."""
    try:
        given = json.loads(content.decode())
        folder, keys = place.rsplit("/", 1)[0] + "/", keys or given["keys"]
        rows = [(folder + row["file"], row) for row in given["receipts"]]
        gone = [(folder + row["file"], row) for row in given.get("removed", [])]
    except (ValueError, KeyError, TypeError):
        report.say("bad", f"{place}：回执无法读取", f"{place}: the receipts cannot be read")
        return set()
    for name, row in rows + gone:
        facts = facts_of(row, keys)
        if facts is None:
            report.say("bad", f"{name}：回执的签名不成立", f"{name}: the signature of its receipt does not hold")
            continue
        if (name, row) in gone:
            tell_removed(report, name, facts)
        else:
            judge_file(report, name, *found.get(name, ("", 0)), facts)
        key = next(key for key in keys if key["id"] == row["key"])
        judge_retired(report, name, key, facts.get("received_at"))
    return {name for name, _ in rows}


def tell_removed(report, name, facts):
    """An original that is gone: there are no bytes to judge, but its receipt still says what they were."""
    seq, at, sha256 = facts.get("seq"), facts.get("received_at"), facts.get("sha256")
    report.say("note", f"{name}：原件已移除，无法核对；回执证明提交时（{at}，台账第 {seq} 条）它的 SHA-256 是 {sha256}",
               f"{name}: the original was removed and cannot be checked; by its receipt its SHA-256 was {sha256} at hand-in "
               f"({at}, entry {seq})")  # fmt: skip


# --- on the command line ---------------------------------------------------------------------------------------------------


def main(arguments=None):
    """Judge what is named, print it, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("receipt", type=Path, nargs="?")
    parser.add_argument("--key", default="")
    parser.add_argument("--keys", type=Path)
    asked = parser.parse_args(arguments)
    try:
        keys = json.loads(asked.keys.read_text("utf-8"))["keys"] if asked.keys else []
        one = asked.receipt is not None
        report = judge_photo(asked.file, asked.receipt, keys, asked.key) if one else judge_package(asked.file, asked.key, keys)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        print(f"无法读取 / cannot be read: {error}", file=sys.stderr)
        return 2
    for level, chinese, english in report.lines:
        print(f"[{report.mark(level)}] {chinese}\n    {english}")
    code, *sentences = VERDICTS[report.verdict]
    for pair in sentences:
        print(*pair, sep="\n")
    return code


if __name__ == "__main__":
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    sys.exit(main())
