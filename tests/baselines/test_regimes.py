"""Regimes: what they minimise, and what they leave as it is."""

import math
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tiny_encoders import KINDS, TASKS, data, save_tiny
from xstilts_baselines.recipes import Recipe, Settings, load_recipe
from xstilts_baselines.regimes import Batch, Plain, Regime, all_regimes
from xstilts_baselines.regimes.fgm import FastGradient
from xstilts_baselines.regimes.freelb import FreeLargeBatch
from xstilts_baselines.regimes.noise import Noise
from xstilts_baselines.regimes.pgd import ProjectedGradient
from xstilts_baselines.regimes.r3f import R3F, divergence
from xstilts_baselines.regimes.random import RandomPerturbation
from xstilts_baselines.training.base import find_encoder, open_with_head
from xstilts_baselines.training.model import MultiTask
from xstilts_baselines.training.phase import Job, Method, Trained, train_phase
from xstilts_kit.diagnostics.errors import UsageError

pytestmark = pytest.mark.slow

DRAWS = ("gaussian", "uniform")
PERTURBING = (
    RandomPerturbation(epsilon=0.2),
    FastGradient(epsilon=0.2),
    ProjectedGradient(steps=2, step=0.1, start=0.1, epsilon=0.15),
    FreeLargeBatch(steps=2, step=0.1, start=0.1),
    R3F(sigma=0.2),
)
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


def loss_of(model: Any) -> Any:
    from torch.nn import functional

    def plain(tensors: Mapping[str, Any]) -> Any:
        inputs = {name: tensors[name] for name in ("input_ids", "attention_mask")}
        return functional.cross_entropy(model.heads["pair"](**inputs).logits, tensors["labels"])

    return plain


def train(base: Path, work: Path, regime: Regime) -> Trained:
    jobs = [Job(data(name), 4, 4) for name in ("pair", "tags")]
    encoder = find_encoder(str(base))
    plan = ["pair", "tags"] * 3
    return train_phase(
        encoder, jobs, SETTINGS, lambda sizes, n: plan, 1, work, "cpu", Method(regime)
    )


def test_regimes_are_found_by_their_modules() -> None:
    kinds = {"plain", "random", "noise", "fgm", "pgd", "freelb", "r3f"}
    assert set(all_regimes()) == kinds
    assert all(kind.kind == name for name, kind in all_regimes().items())


@pytest.fixture(scope="module")
def plain(bases: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Trained:
    """A training with dropout, without a regime."""
    return train(bases["bert"], tmp_path_factory.mktemp("plain"), Plain())


@pytest.mark.parametrize(
    "regime",
    [
        RandomPerturbation(epsilon=0),
        FastGradient(epsilon=0),
        ProjectedGradient(steps=1, step=0.1, start=0.1, epsilon=0),
        FreeLargeBatch(steps=1, step=0.1),  # one pass, before the first ascent step
        FreeLargeBatch(steps=1, step=0),
        R3F(sigma=0),
    ],
)
def test_without_a_perturbation_training_is_plain_bit_for_bit(
    regime: Regime, plain: Trained, bases: dict[str, Path], tmp_path: Path
) -> None:
    other = train(bases["bert"], tmp_path, regime)
    assert other.record.losses == plain.record.losses
    assert other.record.encoder_after == plain.record.encoder_after


@pytest.mark.parametrize("regime", PERTURBING)
def test_a_perturbed_training_is_another_and_the_same_when_repeated(
    regime: Regime, plain: Trained, bases: dict[str, Path], tmp_path: Path
) -> None:
    first = train(bases["bert"], tmp_path / "first", regime)
    again = train(bases["bert"], tmp_path / "again", regime)
    assert first.record.encoder_after == again.record.encoder_after
    assert first.record.encoder_after != plain.record.encoder_after


@pytest.mark.parametrize("regime", PERTURBING)
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
        for delta in (
            torch.zeros_like(table(ids)),
            RandomPerturbation(epsilon=0.5).delta(model, batch),
        ):
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
    noise = RandomPerturbation(epsilon=0.3, draw=draw)
    former = Noise(epsilon=0.3, draw=draw)
    assert torch.equal(noise.delta(model, batch), former.delta(model, batch))
    delta = noise.delta(model, batch)
    assert torch.equal(delta, noise.delta(model, batch))
    assert not torch.equal(delta, noise.delta(model, replace(batch, draw="1/pair/1")))
    check_ball(model, batch, delta, 0.3)


def check_ball(model: Any, batch: Batch, delta: Any, epsilon: float) -> None:
    mask = batch.tensors["attention_mask"].bool()
    assert (delta[~mask] == 0).all()
    embeddings = model.encoder.get_input_embeddings()(batch.tensors["input_ids"]).detach()
    for row in range(len(delta)):
        radius = epsilon * embeddings[row][mask[row]].norm()
        assert float(delta[row].norm()) <= float(radius) * (1 + 1e-5)
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


ASCENTS = (
    ProjectedGradient(steps=3, step=0.04, start=0.05, epsilon=0.06),
    FreeLargeBatch(steps=3, step=0.04, start=0.05, epsilon=0.06),
)


@pytest.mark.parametrize("method", ASCENTS)
@pytest.mark.parametrize("kind", KINDS)
def test_ascent_steps_raise_the_loss_inside_their_ball(
    kind: str, method: Any, bases: dict[str, Path]
) -> None:
    import torch

    from xstilts_baselines.regimes._embeddings import norm, perturbed

    model = opened(bases[kind])
    batch, plain = padded(model), loss_of(model)
    mask = batch.tensors["attention_mask"].bool()
    embeddings = model.encoder.get_input_embeddings()(batch.tensors["input_ids"]).detach()
    radius = 0.06 * norm(embeddings * mask.unsqueeze(-1))
    delta = method.begun(model, batch)
    with torch.no_grad(), perturbed(model, delta):
        losses = [float(plain(batch.tensors))]
    for _ in range(3):
        assert (delta[~mask] == 0).all()
        assert (norm(delta) <= radius * (1 + 1e-5)).all()
        assert (norm(delta) > 0).all()
        delta.requires_grad_()
        with perturbed(model, delta):
            (gradient,) = torch.autograd.grad(plain(batch.tensors), delta)
        delta = method.climbed(model, batch, delta, gradient)
        with torch.no_grad(), perturbed(model, delta):
            losses.append(float(plain(batch.tensors)))
    assert losses[-1] > losses[0]
    assert float(norm(delta).max()) == pytest.approx(float(radius.max()), rel=1e-4)


def test_without_a_bound_steps_add_up(bases: dict[str, Path]) -> None:
    import torch

    from xstilts_baselines.regimes._embeddings import norm, radius_of

    model = opened(bases["bert"])
    batch = padded(model)
    method = FreeLargeBatch(steps=2, step=0.5)
    delta = method.begun(model, batch)
    assert not delta.any()
    gradient = torch.ones_like(delta)
    for _ in range(2):
        delta = method.climbed(model, batch, delta, gradient)
    assert torch.allclose(norm(delta), radius_of(model, batch.tensors, 1.0))


def passes_of(regime: Regime, model: Any, batch: Batch) -> list[float]:
    """The loss of every forward pass of a step."""
    found: list[float] = []

    def plain(tensors: Mapping[str, Any]) -> Any:
        loss = loss_of(model)(tensors)
        found.append(float(loss.detach()))
        return loss

    regime.loss(model, batch, plain).backward()
    return found


TINY_STEPS = (
    RandomPerturbation(epsilon=1e-7),
    FastGradient(epsilon=1e-7),
    ProjectedGradient(steps=2, step=1e-7),
    FreeLargeBatch(steps=3, step=1e-7),
)


@pytest.mark.parametrize(("regime", "passes"), list(zip(TINY_STEPS, (1, 2, 3, 3), strict=True)))
def test_all_passes_of_a_step_have_the_same_dropout(
    regime: Regime, passes: int, bases: dict[str, Path]
) -> None:
    import torch

    model = opened(bases["bert"]).train()
    batch, plain = padded(model), loss_of(model)
    torch.manual_seed(3)
    once = float(plain(batch.tensors).detach())
    after = torch.get_rng_state()
    assert float(plain(batch.tensors).detach()) != pytest.approx(once, rel=1e-4)  # other masks
    torch.manual_seed(3)
    assert passes_of(regime, model, batch) == pytest.approx([once] * passes, rel=1e-4)
    assert torch.equal(torch.get_rng_state(), after)  # as if there had been one pass


def gradients(model: Any, loss: Any) -> list[Any]:
    model.zero_grad()
    loss.backward()
    return [weight.grad.clone() for weight in model.parameters() if weight.grad is not None]


def test_freelb_learns_from_the_mean_of_its_passes(bases: dict[str, Path]) -> None:
    import torch

    from xstilts_baselines.regimes._embeddings import perturbed

    model = opened(bases["bert"])
    batch, plain = padded(model), loss_of(model)
    method = FreeLargeBatch(steps=3, step=0.3, start=0.2)
    loss = method.loss(model, batch, plain)
    found = gradients(model, loss)
    delta, parts = method.begun(model, batch), []
    for _ in range(3):
        delta.requires_grad_()
        with perturbed(model, delta):
            parts.append(plain(batch.tensors))
        (ascent,) = torch.autograd.grad(parts[-1], delta, retain_graph=True)
        delta = method.climbed(model, batch, delta, ascent)
    assert float(loss.detach()) == pytest.approx(float(sum(parts).detach()) / 3)
    for one, two in zip(found, gradients(model, sum(parts) / 3), strict=True):
        assert torch.allclose(one, two, atol=1e-6)


def test_the_divergence_is_that_of_its_definition_and_ignores_impossible_classes() -> None:
    import torch

    one, two = torch.tensor([[1.0, 2.0, 0.5]]), torch.tensor([[0.5, 2.5, 0.0]])
    p, q = one.softmax(-1), two.softmax(-1)
    expected = float((p * (p / q).log()).sum() + (q * (q / p).log()).sum())
    assert float(divergence(one, two)) == pytest.approx(expected, rel=1e-5)
    hidden = torch.full((1, 2), float("-inf"))
    wider = divergence(torch.cat([one, hidden], 1), torch.cat([two, hidden], 1))
    assert float(wider) == pytest.approx(expected, rel=1e-5)
    assert float(divergence(one, one)) == 0


def test_r3f_adds_the_divergence_and_perturbs_detached_embeddings(bases: dict[str, Path]) -> None:
    from xstilts_baselines.regimes._embeddings import entry_of, perturbed
    from xstilts_baselines.training.setting_up import open_heads, shape_of
    from xstilts_kit.checkpoint.tokenizer import open_tokenizer

    encoder, job = find_encoder(str(bases["bert"])), Job(data("pair"), 4, 4)
    model = open_heads(encoder, [job], 1).eval()
    shape = shape_of(encoder, open_tokenizer(encoder), model, job)
    model.learn({"pair": shape})
    tensors = shape.collate(shape.rows(data("pair").samples("train", 4)), "")
    batch, method = Batch("pair", tensors, "1/pair/0"), R3F(sigma=0.5, weight=2.0)

    def plain(tensors: Mapping[str, Any]) -> Any:
        return model(task="pair", batch=tensors)

    delta = method.delta(model, batch)
    assert (delta[~tensors["attention_mask"].bool()] == 0).all()
    assert (delta.abs() <= entry_of(model, tensors, 0.5)).all()
    clean = float(plain(tensors).detach())
    with model.keeping_logits() as kept:
        plain(tensors)
        with perturbed(model, delta):
            plain(tensors)
    expected = clean + 2.0 * float(divergence(kept[0][0], kept[1][0]).detach())
    assert float(method.loss(model, batch, plain).detach()) == pytest.approx(expected, rel=1e-5)
    assert expected > clean
    with perturbed(model, delta, detached=True):
        plain(tensors).backward()
    assert model.encoder.get_input_embeddings().weight.grad is None


@pytest.mark.parametrize("regime", PERTURBING[1:4])
def test_adversarial_regimes_work_on_frozen_embeddings(
    regime: Regime, bases: dict[str, Path]
) -> None:
    model = opened(bases["bert"])
    model.freeze(0)
    regime.loss(model, padded(model), loss_of(model)).backward()
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
        ('kind = "fgm"\nepsilon = 1\nsteps = 3', "unknown key 'steps'"),
        ('kind = "pgd"\nsteps = 0\nstep = 1', "steps = 0; expected 1 or more"),
        ('kind = "freelb"\nsteps = 2\nstep = -1', "step = -1.0; expected 0 or more"),
        ('kind = "r3f"\nsigma = 1\nweight = -2', "weight = -2.0; expected 0 or more"),
        ('kind = "fgm"\nepsilon = 1\nat = "intermediate"', "there is no intermediate task"),
    ],
)
def test_a_faulty_regime_is_refused(tmp_path: Path, regime: str, complaint: str) -> None:
    with pytest.raises(UsageError) as caught:
        recipe(tmp_path, regime)
    assert complaint in caught.value.what
