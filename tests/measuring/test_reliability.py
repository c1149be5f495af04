"""The measurement over a bad network names what was lost, doubled, or not brought through."""

from __future__ import annotations

from bench.reliability import COUNTS, Outcome, phone_faults, server_faults


def outcome(on_server=None, **on_phone) -> Outcome:
    """Four inspections with two photos each, all well but for what is said."""
    whole = {name: 8 if name in ("photos", "entries_of_photos") else 4 for name in COUNTS}
    phone = {"states": {"received": 4}, "problems": [], "verified": 4} | on_phone
    return Outcome(4, 2, seed=1, share=0.2, on_server=whole | (on_server or {}), on_phone=phone)


def test_a_run_in_which_all_arrived_once_has_no_fault():
    assert server_faults(outcome()) + phone_faults(outcome()) == []


def test_a_lost_photo_and_a_doubled_record_are_named():
    faults = server_faults(outcome({"photos": 7, "records": 5}))
    assert faults == ["server records: 5, not 4", "server photos: 7, not 8"]


def test_what_still_waits_and_a_receipt_that_was_not_checked_are_named():
    faults = phone_faults(outcome(states={"received": 3, "waiting": 1}, verified=3))
    assert faults == ["phone: {'received': 3, 'waiting': 1} []", "phone: only 3 receipts checked"]
