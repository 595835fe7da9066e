"""The table at the end of a run of faults."""

from tests.faults.tally import Tally, table


def test_the_table_has_a_line_for_each_fault_and_their_sum() -> None:
    """What a closing note may quote."""
    killed = Tally("R1 killed", runs=300, acknowledged=290)
    again = Tally("R1 killed", runs=10, acknowledged=10)
    full = Tally("R4 full", runs=5, acknowledged=12, lost=1)

    assert table([full.line, killed.line, again.line]) == [
        "fault        runs  acknowledged   lost",
        "R1 killed     310           300      0",
        "R4 full         5            12      1",
        "all           315           312      1",
    ]
