"""The collector: bounded, counting, in the order of the files."""

from hypothesis import given
from hypothesis import strategies as st

from xstilts_kit.diagnostics.codes import CODES
from xstilts_kit.diagnostics.problem import Problem, Problems

FOUND = st.lists(
    st.tuples(
        st.sampled_from(["XS103", "XS405", "XS502"]),
        st.sampled_from(["a.jsonl", "b.jsonl"]),
        st.one_of(st.none(), st.integers(1, 300)),
    ),
    max_size=80,
)


@given(found=FOUND, keep=st.integers(1, 20))
def test_what_is_shown_and_what_is_not_are_all_that_was_found(
    found: list[tuple[str, str, int | None]], keep: int
) -> None:
    problems = Problems(keep)
    for code, path, line in found:
        problems.add(code, path, "message", line)
    shown = list(problems)
    codes = [code for code, _, _ in found]
    for code in set(codes):
        kept = [problem for problem in shown if problem.code == code]
        assert len(kept) == min(keep, codes.count(code))
        assert len(kept) + problems.not_shown().get(code, 0) == codes.count(code)
    assert problems.count("error") + problems.count("warning") == len(found)
    assert problems.count("warning") == codes.count("XS502")
    assert bool(problems) == bool(found)


@given(found=FOUND)
def test_problems_come_file_by_file_and_line_by_line(
    found: list[tuple[str, str, int | None]],
) -> None:
    problems = Problems()
    for code, path, line in found:
        problems.add(code, path, "message", line)
    places = [(problem.path, problem.line or 0) for problem in problems]
    assert places == sorted(places)


def test_a_problem_knows_its_place_and_remedy() -> None:
    assert Problem("XS401", "p/a.jsonl", "m").place == "p/a.jsonl"
    assert Problem("XS401", "p/a.jsonl", "m", 3).place == "p/a.jsonl:3"
    assert Problem("XS401", "p/a.jsonl", "m", 3, 7).place == "p/a.jsonl:3:7"
    assert Problem("XS401", "p/a.jsonl", "m").severity == "error"
    assert Problem("XS502", "manifest.json", "m").severity == "warning"
    assert Problem("XS502", "manifest.json", "m").remedy == CODES["XS502"].remedy
