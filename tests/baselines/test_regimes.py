"""Regimes: what they minimise, and what they leave as it is."""

import math
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tiny_encoders import KINDS, TASKS, data, save_tiny
from xstilts_baselines.recipes import Recipe, Settings, load_recipe
from xstilts_baselines.regimes import Batch, Objective, Plain, Regime, all_regimes
from xstilts_baselines.regimes.fgm import FastGradient
from xstilts_baselines.regimes.freelb import FreeLB
from xstilts_baselines.regimes.noise import Noise
from xstilts_baselines.regimes.pgd import ProjectedGradient
from xstilts_baselines.regimes.r3f import R3F
from xstilts_baselines.training.base import find_encoder, open_with_head
from xstilts_baselines.training.model import MultiTask
from xstilts_baselines.training.phase import Job, Method, Trained, train_phase
from xstilts_kit.diagnostics.errors import UsageError

pytestmark = pytest.mark.slow

DRAWS = ("gaussian", "uniform")
SETTINGS = Settings(batch=4, learning_rate=1e-3, steps=6, eval_every=3, precision="fp32")


@pytest.fixture(scope="module")
def bases(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    root = tmp_path_factory.mktemp("bases")
    return {kind: save_tiny(root / kind, kind) for kind in KINDS}


def opened(folder: Path) -> Any:
    """A model with one head of three classes, without dropout."""
    head = open_with_head(folder, "ForSequenceClassification", {"num_labels": 3})
    return MultiTask({"pair": head}).eval()


def padded(model: Any) -> Batch:
    """Two rows of unequal length, with their labels."""
    import torch

    padding = model.encoder.config.pad_token_id
    ids = torch.tensor([[4, 7, 9, 11, 6, 8], [5, 10, 7, *[padding] * 3]])
    mask = torch.tensor([[1] * 6, [1] * 3 + [0] * 3])
    labels = torch.tensor([0, 2])
    return Batch("pair", {"input_ids": ids, "attention_mask": mask, "labels": labels}, "1/pair/0")


def loss_of(model: Any) -> Objective:
    from xstilts_baselines.regimes._outputs import mean_loss

    def logits(tensors: Mapping[str, Any]) -> Any:
        inputs = {name: tensors[name] for name in ("input_ids", "attention_mask")}
        return [(model.heads["pair"](**inputs).logits, tensors["labels"])]

    return Objective(lambda tensors: mean_loss(logits(tensors)), logits)


def train(base: Path, work: Path, regime: Regime) -> Trained:
    jobs = [Job(data(name), 4, 4) for name in ("pair", "tags")]
    encoder = find_encoder(str(base))
    plan = ["pair", "tags"] * 3
    return train_phase(
        encoder, jobs, SETTINGS, lambda sizes, n: plan, 1, work, "cpu", Method(regime)
    )


def test_regimes_are_found_by_their_modules() -> None:
    assert set(all_regimes()) == {"plain", "noise", "fgm", "pgd", "freelb", "r3f"}
    assert all(kind.kind == name for name, kind in all_regimes().items())


@pytest.mark.parametrize(
    "regime",
    [
        Noise(epsilon=0),
        FastGradient(epsilon=0),
        ProjectedGradient(step=0, steps=1),
        FreeLB(step=0, steps=1),
        R3F(weight=0),
    ],
)
def test_without_a_perturbation_training_is_plain_bit_for_bit(
    regime: Regime, bases: dict[str, Path], tmp_path: Path
) -> None:
    plain = train(bases["bert"], tmp_path / "plain", Plain())
    other = train(bases["bert"], tmp_path / "other", regime)
    assert other.record.losses == plain.record.losses
    assert other.record.encoder_after == plain.record.encoder_after


@pytest.mark.parametrize(
    "regime",
    [
        Noise(epsilon=0.2),
        FastGradient(epsilon=0.2),
        ProjectedGradient(step=0.1, epsilon=0.2, init=0.1),
        FreeLB(step=0.1, init=0.1),
        R3F(sigma=0.1),
    ],
)
def test_a_perturbed_training_is_another_and_the_same_when_repeated(
    regime: Regime, bases: dict[str, Path], tmp_path: Path
) -> None:
    plain = train(bases["bert"], tmp_path / "plain", Plain())
    first = train(bases["bert"], tmp_path / "first", regime)
    again = train(bases["bert"], tmp_path / "again", regime)
    assert first.record.encoder_after == again.record.encoder_after
    assert first.record.encoder_after != plain.record.encoder_after


@pytest.mark.parametrize(
    "regime",
    [
        Noise(epsilon=0.1),
        FastGradient(epsilon=0.1),
        ProjectedGradient(step=0.1, init=0.1),
        FreeLB(step=0.1, init=0.1, epsilon=0.1),
        R3F(draw="normal"),
    ],
)
def test_every_kind_of_task_trains_with_a_perturbation(
    regime: Regime, bases: dict[str, Path], tmp_path: Path
) -> None:
    jobs = [Job(data(name), 4, 4) for name in TASKS]
    encoder, plan = find_encoder(str(bases["xlm-roberta"])), list(TASKS)
    trained = train_phase(
        encoder, jobs, SETTINGS, lambda sizes, n: plan, 1, tmp_path, "cpu", Method(regime)
    )
    losses = [loss for _, loss in trained.record.losses]
    assert len(losses) == len(TASKS)
    assert all(math.isfinite(loss) and loss > 0 for loss in losses)


@pytest.mark.parametrize("kind", KINDS)
def test_perturbed_logits_are_those_of_embeddings_given_to_the_model(
    kind: str, bases: dict[str, Path]
) -> None:
    import torch

    from xstilts_baselines.regimes._embeddings import perturbed

    model = opened(bases[kind])
    batch = padded(model)
    ids, mask = (batch.tensors[name] for name in ("input_ids", "attention_mask"))
    table, head = model.encoder.get_input_embeddings(), model.heads["pair"]
    with torch.no_grad():
        for delta in (torch.zeros_like(table(ids)), Noise(epsilon=0.5).delta(model, batch)):
            with perturbed(model, delta):
                found = head(input_ids=ids, attention_mask=mask).logits
            given = head(inputs_embeds=table(ids) + delta, attention_mask=mask).logits
            assert torch.allclose(found, given, atol=1e-5)
        assert torch.equal(head(input_ids=ids, attention_mask=mask).logits, head(ids, mask).logits)


@pytest.mark.parametrize("draw", DRAWS)
def test_noise_has_its_norm_and_leaves_padding_alone(draw: Any, bases: dict[str, Path]) -> None:
    import torch

    model = opened(bases["bert"])
    batch = padded(model)
    noise = Noise(epsilon=0.3, draw=draw)
    delta = noise.delta(model, batch)
    assert torch.equal(delta, noise.delta(model, batch))
    assert not torch.equal(delta, noise.delta(model, replace(batch, draw="1/pair/1")))
    check_ball(model, batch, delta, 0.3)


def check_ball(model: Any, batch: Batch, delta: Any, epsilon: float, *, exact: bool = True) -> None:
    mask = batch.tensors["attention_mask"].bool()
    assert (delta[~mask] == 0).all()
    embeddings = model.encoder.get_input_embeddings()(batch.tensors["input_ids"]).detach()
    for row in range(len(delta)):
        radius = epsilon * embeddings[row][mask[row]].norm()
        assert float(delta[row].norm()) <= float(radius) * (1 + 1e-5)
        if exact:
            assert float(delta[row].norm()) == pytest.approx(float(radius), rel=1e-4)


@pytest.mark.parametrize("kind", KINDS)
def test_the_fast_gradient_raises_the_loss_inside_its_ball(
    kind: str, bases: dict[str, Path]
) -> None:
    import torch

    from xstilts_baselines.regimes._embeddings import perturbed

    model = opened(bases[kind])
    batch, plain, method = padded(model), loss_of(model), FastGradient(epsilon=0.05)
    start = torch.zeros_like(model.encoder.get_input_embeddings()(batch.tensors["input_ids"]))
    start.requires_grad_()
    with perturbed(model, start):
        clean = plain(batch.tensors)
    (gradient,) = torch.autograd.grad(clean, start)
    delta = method.delta(model, batch, gradient)
    check_ball(model, batch, delta, 0.05)
    with torch.no_grad(), perturbed(model, delta):
        assert float(plain(batch.tensors)) > float(clean.detach())
    both = method.loss(model, batch, plain)
    assert float(both.detach()) > 2 * float(clean.detach())


def test_ascent_stays_in_its_ball_and_raises_the_loss(bases: dict[str, Path]) -> None:
    import torch

    from xstilts_baselines.regimes._ascent import ascended, random_start
    from xstilts_baselines.regimes._embeddings import perturbed

    model = opened(bases["xlm-roberta"])
    batch, plain = padded(model), loss_of(model)
    padding = ~batch.tensors["attention_mask"].bool()
    delta = random_start(model, batch, 0.05)
    losses = []
    for _ in range(4):
        assert (delta[padding] == 0).all()
        delta.requires_grad_()
        with perturbed(model, delta):
            loss = plain(batch.tensors)
        losses.append(float(loss.detach()))
        (gradient,) = torch.autograd.grad(loss, delta)
        delta = ascended(model, batch, delta, gradient, 0.1, 0.2)
    assert losses == sorted(losses) and losses[0] < losses[-1]
    check_ball(model, batch, delta, 0.2, exact=False)


@pytest.mark.parametrize("regime", [ProjectedGradient(step=0.05), FreeLB(step=0.05)])
def test_iterated_regimes_raise_the_loss_they_train_on(
    regime: Regime, bases: dict[str, Path]
) -> None:
    model = opened(bases["bert"])
    batch, plain = padded(model), loss_of(model)
    assert float(regime.loss(model, batch, plain).detach()) > float(plain(batch.tensors).detach())


@pytest.mark.parametrize(
    ("regime", "passes"),
    [(ProjectedGradient(step=0, steps=2), 1), (FreeLB(step=0, steps=3), 1), (R3F(sigma=0), 1)],
)
def test_all_passes_of_a_step_have_the_same_dropout(
    regime: Regime, passes: int, bases: dict[str, Path]
) -> None:
    """Without a perturbation all passes are equal, and the random state is as after one."""
    import torch

    model = opened(bases["bert"]).train()
    batch, plain = padded(model), loss_of(model)
    torch.manual_seed(3)
    once = float(plain(batch.tensors).detach())
    after = torch.get_rng_state()
    torch.manual_seed(3)
    found = float(regime.loss(model, batch, plain).detach())
    assert found == pytest.approx(passes * once, rel=1e-6)
    assert torch.equal(torch.get_rng_state(), after)


def test_the_divergence_of_r3f(bases: dict[str, Path]) -> None:
    """By hand, over classes and choices; ignored and excluded positions do not count."""
    import torch

    from xstilts_baselines.regimes._outputs import divergence

    targets = torch.tensor([0, 1, -100])
    p, q = torch.tensor([[0.5, 0.5], [0.9, 0.1]]), torch.tensor([[0.25, 0.75], [0.9, 0.1]])
    rest = torch.tensor([[1.0, 0.0]])
    one, two = (torch.cat([x.log(), rest * (place + 1)]) for place, x in enumerate((p, q)))
    by_hand = ((p - q) * (p / q).log()).sum(dim=1).mean()
    assert float(divergence([(one, targets)], [(two, targets)])) == pytest.approx(float(by_hand))
    excluded = torch.tensor([[0.3, float("-inf")]])
    same = [(excluded, torch.tensor([0]))]
    assert float(divergence(same, same)) == 0.0


def test_r3f_gives_the_embeddings_the_plain_gradient_alone(bases: dict[str, Path]) -> None:
    model = opened(bases["bert"])
    batch, plain = padded(model), loss_of(model)
    table = model.encoder.get_input_embeddings().weight
    R3F(sigma=0.3).loss(model, batch, plain).backward()
    assert table.grad is not None
    assert model.heads["pair"].classifier.weight.grad is not None


def test_both_passes_of_the_fast_gradient_have_the_same_dropout(bases: dict[str, Path]) -> None:
    import torch

    model = opened(bases["bert"]).train()
    batch, plain = padded(model), loss_of(model)
    torch.manual_seed(3)
    once = float(plain(batch.tensors).detach())
    after = torch.get_rng_state()
    torch.manual_seed(3)
    both = float(FastGradient(epsilon=1e-7).loss(model, batch, plain).detach())
    assert both == pytest.approx(2 * once, rel=1e-4)
    assert torch.equal(torch.get_rng_state(), after)  # as if there had been one pass


def test_the_fast_gradient_works_on_frozen_embeddings(bases: dict[str, Path]) -> None:
    model = opened(bases["bert"])
    model.freeze(0)
    FastGradient(epsilon=0.1).loss(model, padded(model), loss_of(model)).backward()
    assert model.encoder.get_input_embeddings().weight.grad is None
    assert model.encoder.encoder.layer[0].attention.self.query.weight.grad is not None


def test_one_file_makes_one_more_regime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from xstilts_baselines import regimes

    package = tmp_path / "more"
    package.mkdir()
    (package / "halved.py").write_text(
        "from dataclasses import dataclass\n"
        "from typing import ClassVar\n"
        "from xstilts_baselines.regimes._regime import Regime\n\n"
        "@dataclass(frozen=True, slots=True, kw_only=True)\n"
        "class Halved(Regime):\n"
        "    kind: ClassVar[str] = 'halved'\n"
        "    by: float = 2.0\n\n"
        "    def loss(self, model, batch, plain):\n"
        "        return plain(batch.tensors) / self.by\n\n"
        "REGIME = Halved\n"
    )
    monkeypatch.setattr(regimes, "__path__", [*regimes.__path__, str(package)])
    all_regimes.cache_clear()
    try:
        found = recipe(tmp_path, 'kind = "halved"\nby = 4')
        batch = Batch("pair", {}, "")
        assert found.regime.loss(None, batch, lambda tensors: 8.0) == 2.0  # type: ignore[arg-type, return-value]
        assert found.as_json()["regime"] == {"kind": "halved", "at": "both", "by": 4.0}
    finally:
        all_regimes.cache_clear()


RECIPE = """
[base]
model = "mini"
[settings]
batch = 8
learning_rate = 1e-3
steps = 2
[regime]
{regime}
[[targets]]
task = "xnli"
"""


def recipe(folder: Path, regime: str) -> Recipe:
    path = folder / "mine.toml"
    path.write_text(RECIPE.format(regime=regime))
    found = load_recipe(str(path))
    assert isinstance(found, Recipe)
    return found


def test_a_recipe_names_its_regime_and_records_it(tmp_path: Path) -> None:
    found = recipe(tmp_path, 'kind = "noise"\nepsilon = 0.1\nat = "targets"')
    assert found.regime == Noise(epsilon=0.1, at="targets")
    assert found.regime_of("intermediate") == Plain()
    assert found.as_json()["regime"] == {
        **{"kind": "noise", "at": "targets", "epsilon": 0.1, "draw": "gaussian"}
    }
    assert "regime" not in recipe(tmp_path, 'kind = "plain"').as_json()


@pytest.mark.parametrize(
    ("regime", "complaint"),
    [
        ('kind = "nois"', "there is no kind 'nois'"),
        ('kind = "noise"', "epsilon is missing"),
        ('kind = "noise"\nepsilon = -1', "epsilon = -1.0; expected 0 or more"),
        ('kind = "noise"\nepsilon = 1\ndraw = "cauchy"', "expected one of gaussian, uniform"),
        ('kind = "pgd"\nstep = 0.1\nsteps = 0', "steps = 0; expected 1 or more"),
        ('kind = "freelb"\nstep = -0.1', "step = -0.1; expected 0 or more"),
        ('kind = "r3f"\nweight = -1', "weight = -1.0; expected 0 or more"),
        ('kind = "fgm"\nepsilon = 1\nsteps = 3', "unknown key 'steps'"),
        ('kind = "fgm"\nepsilon = 1\nat = "intermediate"', "there is no intermediate task"),
    ],
)
def test_a_faulty_regime_is_refused(tmp_path: Path, regime: str, complaint: str) -> None:
    with pytest.raises(UsageError) as caught:
        recipe(tmp_path, regime)
    assert complaint in caught.value.what
