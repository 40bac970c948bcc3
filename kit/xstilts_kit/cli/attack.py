"""``xstilts-submit attack``."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from xstilts_kit.attacks.kinds import KINDS
from xstilts_kit.cli.console import note, print_json
from xstilts_kit.cli.options import (
    PATH,
    as_json,
    device_options,
    gold_option,
    names_option,
    one_split_option,
    quiet_and_debug,
    seed_option,
    source_option,
    yes_option,
)
from xstilts_kit.diagnostics.errors import UsageError

if TYPE_CHECKING:
    from xstilts_kit.attacks.results import AttackReport


@click.command(name="attack")
@click.option(
    "--model",
    required=True,
    metavar="CHECKPOINT",
    help="The model to attack: a folder, a Hub id, or mini.",
)
@click.option("--task", metavar="TASK", help="xnli or pawsx.")
@click.option("--out", type=PATH, required=True, metavar="DIR", help="The folder to write.")
@click.option(
    "--kind",
    type=click.Choice(list(KINDS)),
    default="polygloss",
    show_default=True,
    help="Replace words by translations (polygloss) or phrases by those of the human translation"
    " (bumblebee), or misspell the words that matter most (typo).",
)
@click.option(
    "--lexicons",
    type=PATH,
    metavar="DIR",
    help="For polygloss: a folder of lexicons in MUSE's format, en-de.txt and so on. For bumblebee:"
    " link words by them, in place of --aligner.",
)
@click.option(
    "--aligner",
    metavar="CHECKPOINT",
    help="For bumblebee: the encoder that links the words of a text and of its translation; the"
    " same for all models that are compared.",
)
@names_option(
    "--language",
    "languages",
    metavar="LANGUAGE",
    help="Language of the attacked texts (default: en), each an attack of its own.",
)
@names_option(
    "--embedded",
    "embedded",
    metavar="LANGUAGES",
    help="Language of the translations, each an attack of its own; de+fr is one with both (default:"
    " those of zh, hi, fr, de, tr for which there are lexicons, for bumblebee also translations).",
)
@click.option(
    "--on",
    "origin",
    type=PATH,
    metavar="ATTACKED",
    help="Attack nothing: score the model on the adversarial inputs of this earlier attack.",
)
@source_option
@gold_option("A folder with the labels, as for `score`. May be repeated.")
@one_split_option("The attacked split.")
@click.option(
    "--examples",
    type=click.IntRange(1),
    default=500,
    show_default=True,
    help="Largest number of examples of each attack, drawn at random.",
)
@click.option(
    "--queries",
    type=click.IntRange(1),
    help="Largest number of texts scored for one example (default: 400; 200 for typo).",
)
@click.option(
    "--beam",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    help="For polygloss and bumblebee: states kept in each step of the search.",
)
@click.option(
    "--sense-filter",
    type=click.Choice(["auto", "on", "off"]),
    default="auto",
    show_default=True,
    help="For polygloss: use a translation only if it occurs in the human translation of the same"
    " text; auto: where the task has one.",
)
@seed_option("Of the sample.")
@device_options("default: 8192, some hundreds of pairs")
@click.option("--max-length", type=click.IntRange(8), help="Sub-words a pair may have.")
@click.option(
    "--labels",
    metavar="A,B,C",
    help="Labels in the order of the head's classes, where config.json has no names.",
)
@click.option(
    "--override-labels", is_flag=True, help="Let --labels contradict the names in config.json."
)
@yes_option
@click.option("--overwrite", is_flag=True, help="Replace the attack in --out.")
@as_json
@quiet_and_debug
def command(
    task: str | None,
    out: Path,
    origin: Path | None,
    labels: str | None,
    overwrite: bool,
    json_: bool,
    quiet: bool,
    **options: Any,
) -> None:
    """Attack a model with its own loss: which changes of a text make its answer wrong?

    Only examples that the model gets right are attacked. The adversarial inputs are written as JSON
    lines, with the success rate and its interval in attack.json. An interrupted run is resumed by
    the same command and gives the same bytes.
    """
    from xstilts_kit.attacks.request import AttackRequest, attempts_of, check_task

    if origin is None and task is None:
        raise UsageError("No --task is given.", "Give --task xnli or --task pawsx.")
    if origin is not None:
        _refuse_fixed(task)
    name = check_task(task).name if task is not None else ""
    languages = options.pop("languages") or ("en",)
    order = None if labels is None else labels.split(",")
    if options["batch_tokens"] is None:
        del options["batch_tokens"]
    request = AttackRequest(task=name, languages=languages, labels=order, **options)
    if origin is None:
        attempts_of(request)  # refused before anything large is imported

    from xstilts_kit.engine.progress import shown_progress

    shown = None if quiet else shown_progress

    def say(line: str) -> None:
        note(line, quiet and options["yes"])

    if origin is None:
        from xstilts_kit.attacks.attacking import attack

        report = attack(request, out, overwrite=overwrite, say=say, progress=shown)
    else:
        from xstilts_kit.attacks.transfer import transfer

        report = transfer(request, origin, out, overwrite=overwrite, say=say, progress=shown)
    if json_:
        print_json(report.as_json())
        return
    for line in _lines(report):
        click.echo(line)
    if origin is None:
        note(f"Next: xstilts-submit attack --model OTHER --on {out} --out DIR", quiet)


def _refuse_fixed(task: str | None) -> None:
    """With ``--on``, the attack decides what is scored."""
    context = click.get_current_context()
    source = click.core.ParameterSource.COMMANDLINE
    names = ("kind", "lexicons", "aligner", "languages", "embedded", "split", "examples")
    given = [
        name
        for name in (*names, "queries", "beam", "sense_filter", "seed")
        if context.get_parameter_source(name) == source
    ]
    if task is not None or given:
        spelled = {one.name: one.opts[0] for one in context.command.params}
        raise UsageError(
            f"--on is given together with {spelled['task' if task is not None else given[0]]}.",
            "Leave it out: the earlier attack decides it.",
        )


def _lines(report: "AttackReport") -> list[str]:
    """A line for each attack."""
    found = []
    for one in report.attacks:
        result = one.result
        rate = "nothing was right before"
        if result.success_rate is not None:
            rate = f"success rate {result.success_rate:.4f}"
        if result.interval is not None:
            rate += f" [{result.interval[0]:.4f}, {result.interval[1]:.4f}]"
        line = (
            f"{report.task}/{one.language}@{one.name}: accuracy {result.accuracy_before:.2f} →"
            f" {result.accuracy_after:.2f} on {result.examples} examples, {rate}"
        )
        if result.mean_queries is not None:
            line += f", {result.mean_queries:.1f} queries"
        if result.words_changed is not None:
            line += f", {100 * result.words_changed:.0f} % of the words changed"
        found.append(line)
    return found
