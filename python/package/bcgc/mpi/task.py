"""Task files: what is learned, from which data, with which schemes; checked whole before anything runs."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from ..encodings import CONSTRUCTIONS
from ..errors import InputError
from ..instances import Instance
from ..laws import Law, of_parameters
from ..schemes import Scheme
from ..solving import METHODS
from ..traces import Trace
from . import data as data_files
from .keys import Keys, concerning, reason_of, refused
from .models import MODELS
from .optimisers import OPTIMISERS, Optimiser
from .partitions import answer, of_file, of_list
from .problem import Learned, Own, Problem
from .stragglers import KINDS, Injection

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

__all__ = ["Chosen", "Limits", "Rounds", "Task"]

MOST_COORDINATES = 2**31 - 64
"""MPI counts what a message holds in 32 bits, and some numbers stand before the parameters."""


@dataclass(frozen=True)
class Rounds:
    """How rounds are played.

    Attributes
    ----------
    steps : int
        Steps of every scheme.
    turn : int
        Steps that a scheme takes before it is another's turn.
    measure : int
        Every so many steps of a scheme the next round waits until all workers are through, so that all their times are
        known; 0 for never.
    warm : bool
        Whether workers compute every block once before the first round, so that no scheme is charged for compilation and caches.
    check : bool
        Whether the master computes every gradient itself, too.
    tolerance : float
        Largest error of a decoded gradient that `check` lets pass, relative to the sum of absolute partial derivatives of all subsets.
    loss : int
        Every so many steps of a scheme the loss is computed, outside of the round; 0 for never.
    checkpoint : int
        Every so many steps a checkpoint is written.
    adapt : int
        Every so many steps of a scheme it is optimised again for the times measured; 0 for never.
    seed : int
        Seed of the order of turns.
    """

    steps: int
    turn: int
    measure: int
    warm: bool
    check: bool
    tolerance: float
    loss: int
    checkpoint: int
    adapt: int
    seed: int


@dataclass(frozen=True)
class Limits:
    """Seconds after which somebody gives up.

    Attributes
    ----------
    silence : float
        A worker that has work and says nothing for so long is taken for lost until it is heard again.
    poll : float
        Between two looks for messages.
    solve : float
        For each method that is solved.
    orphan : float
        A worker that hears nothing from the master for so long, or looks for nothing, ends.
    """

    silence: float
    poll: float
    solve: float
    orphan: float


@dataclass(frozen=True)
class Chosen:
    """A scheme of a task.

    Attributes
    ----------
    name : str
    method : str or None
        The method that chose the partition.
    construction : str
    seed : int
        Seed of a random construction.
    adapts : bool
        Whether it is optimised again during the run.
    scheme : Scheme
    """

    name: str
    method: str | None
    construction: str
    seed: int
    adapts: bool
    scheme: Scheme


@dataclass(frozen=True)
class Task:
    """A task, checked.

    Attributes
    ----------
    name : str
    workers : int
        Number of workers ``N``.
    problem : Problem
        What is learned; holds no data yet.
    optimiser : dict
        Keys of the table ``[optimiser]``.
    schemes : tuple of Chosen
    rounds : Rounds
    limits : Limits
    injection : Injection or None
    document : dict
        The task as JSON, every default filled in and every partition written out.
    digest : str
        SHA-256 of what decides the course of the parameters, for checkpoints.
    """

    name: str
    workers: int
    problem: Problem
    optimiser: dict[str, Any]
    schemes: tuple[Chosen, ...]
    rounds: Rounds
    limits: Limits
    injection: Injection | None
    document: dict[str, Any]
    digest: str

    @classmethod
    def read(cls, path: str | Path, workers: int | None = None, *, adapt: int | None = None) -> Task:
        """Reads and checks a task file, and solves what its schemes ask for.

        Parameters
        ----------
        path : path
        workers : int, optional
            How many there are, where the file does not say.
        adapt : int, optional
            In the place of ``rounds.adapt``.

        Raises
        ------
        InputError, FileNotFoundError
            The message names file, key, value and remedy.
        """
        file = Path(path)
        try:
            text = file.read_text(encoding="utf-8")
        except FileNotFoundError:
            raise FileNotFoundError(f"{path}: there is no such task file; --init writes one to start from") from None
        except (OSError, UnicodeDecodeError) as error:
            why = reason_of(error) if isinstance(error, OSError) else str(error)
            remedy = "give a task file, text in UTF-8; --init writes one to start from"
            raise InputError(f"{path}: {why}: {remedy}", None, str(path), remedy) from error
        try:
            return cls.from_toml(text, workers, folder=file.resolve().parent, adapt=adapt)
        except InputError as error:
            raise InputError(f"{path}: {error}", error.key, error.value, error.remedy) from error
        except FileNotFoundError as error:
            raise FileNotFoundError(f"{path}: {error}") from error

    @classmethod
    def from_toml(
        cls, text: str, workers: int | None = None, *, folder: Path | None = None, adapt: int | None = None
    ) -> Task:
        """The task of a text; files that it names are relative to a folder, the current one by default."""
        try:
            table = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise InputError(f"not TOML: {error}", None, None, "must be TOML") from error
        return _task(Keys(table, ""), workers, folder or Path.cwd(), adapt)

    def optimiser_of(self) -> Optimiser:
        """A new optimiser."""
        made = dict(self.optimiser)
        return OPTIMISERS[made.pop("method")](**made)


def _task(keys: Keys, started: int | None, folder: Path, adapt: int | None) -> Task:
    name = keys.text("name", "task")
    workers = _workers(keys, started)
    problem, problem_document = _problem(keys.table("problem"), workers, folder)
    if problem.coordinates > MOST_COORDINATES:
        what = f"has {problem.coordinates} parameters, and a message of MPI holds at most {MOST_COORDINATES}"
        raise InputError(f"problem: {what}: take a smaller model", "problem", None, "take a smaller model")
    optimiser = _optimiser(keys.table("optimiser"))
    rounds = _rounds(keys.table("rounds"), adapt)
    limits = _limits(keys.table("limits"))
    injection, injected = _injection(keys.table("stragglers"), workers, folder)
    instance = _instance(keys, workers, problem.coordinates, injection, folder)
    tables = keys.tables("scheme")
    keys.done()
    if not tables:
        remedy = 'give at least one table [[scheme]], with method = "uncoded" for example'
        raise InputError(f"scheme: there is none: {remedy}", "scheme", None, remedy)
    _is_adaptable(rounds, limits)
    schemes = [_scheme(table, workers, problem.coordinates, instance, limits, folder) for table in tables]
    names = [chosen.name for chosen in schemes]
    for twice in names:
        if names.count(twice) > 1:
            raise refused("scheme.name", twice, "must be another name for each scheme")
    document = {
        "name": name,
        "workers": workers,
        "coordinates": problem.coordinates,
        "problem": problem_document,
        "optimiser": optimiser,
        "rounds": asdict(rounds),
        "limits": asdict(limits),
        "stragglers": injected,
        "schemes": [_described(chosen) for chosen in schemes],
    }
    course = {key: document[key] for key in ("workers", "problem", "optimiser", "stragglers")}
    # What a method answers may change during the run; the checkpoint has it.
    given = [_described(chosen) for chosen in schemes]
    course["schemes"] = [{**one, "partition": None if one["method"] else one["partition"]} for one in given]
    digest = sha256(json.dumps(course, sort_keys=True).encode()).hexdigest()
    return Task(name, workers, problem, optimiser, tuple(schemes), rounds, limits, injection, document, digest)


def _is_adaptable(rounds: Rounds, limits: Limits) -> None:
    if rounds.adapt and not rounds.measure:
        raise refused("rounds.measure", rounds.measure, "must be above 0 where rounds.adapt is: times must be measured")
    # While the master solves up to three instances, and fits, workers hear nothing.
    if rounds.adapt and limits.orphan <= 4 * limits.solve:
        remedy = f"must be above four times limits.solve, {limits.solve:g}, where rounds.adapt is: workers hear nothing meanwhile"
        raise refused("limits.orphan", limits.orphan, remedy)


def _workers(keys: Keys, started: int | None) -> int:
    given = keys.whole("workers", 2**53) if "workers" in keys else keys.take("workers")
    if given is None and started is None:
        remedy = "give their number, or start with mpirun"
        raise InputError(f"workers: missing: {remedy}", "workers", None, remedy)
    if given is not None and started is not None and given != started:
        raise refused("workers", given, f"is not the number of ranks less the master: start mpirun -n {given + 1}")
    count = given if given is not None else started or 0
    if count < 1:
        raise refused("workers", count, "there must be a master and at least one worker: start mpirun -n 2 or more")
    return int(count)


def _problem(keys: Keys, workers: int, folder: Path) -> tuple[Problem, dict[str, Any]]:
    if "function" in keys:
        return _own(keys, folder)
    kind = keys.choice("model", MODELS)
    seed, file = keys.whole("seed", 1, 0), keys.perhaps_text("data")
    hidden = keys.whole("hidden", 16) if kind == "network" else 0
    is_classes = kind in ("softmax", "network")
    classes = keys.whole("classes", 2 if file is None else None, 2) if is_classes else 1
    document: dict[str, Any] = {"model": kind, "seed": seed, "data": file, "hidden": hidden, "classes": classes}
    if file is None:
        features, samples = keys.whole("features"), keys.whole("samples")
        if samples < workers:
            raise refused("problem.samples", samples, f"must be at least one a worker, {workers}")
    else:
        samples, columns = data_files.shape_of(folder / file)
        features = columns - 1
        _targets(kind, classes, folder / file)
        if samples < workers:
            raise refused("problem.data", file, f"has {samples} samples: must be at least one a worker, {workers}")
    batch = keys.whole("batch", 0, 0)
    if batch > samples // workers:
        raise refused("problem.batch", batch, f"a subset has {samples // workers} samples: must be at most that, or 0 for all")
    keys.done()
    model = MODELS[kind](features, classes, hidden)
    where = (
        data_files.Drawn(samples, workers, model, seed)
        if file is None
        else data_files.File(folder / file, (samples, features + 1), workers)
    )
    document |= {"features": features, "samples": samples, "batch": batch}
    return Learned(model, where, batch, seed), document


def _targets(kind: str, classes: int, path: Path) -> None:
    """Refuses targets that the model cannot have."""
    if kind == "linear":
        return
    most = max(classes, 2) - 1
    targets = data_files.targets_of(path)
    is_wrong = (targets < 0) | (targets > most) | (targets != targets.round())
    if is_wrong.any():
        row = int(is_wrong.argmax())
        remedy = f"targets, in the last column, must be classes 0 to {most}; row {row + 1} has {targets[row]:g}"
        raise refused("problem.data", str(path), remedy)


def _own(keys: Keys, folder: Path) -> tuple[Problem, dict[str, Any]]:
    names = {key: keys.perhaps_text(key) for key in ("function", "initial", "loss")}
    count = keys.whole("coordinates") if "coordinates" in keys else keys.take("coordinates")
    keys.done()
    if count is None and names["initial"] is None:
        remedy = "give the number of parameters, or initial = module:function that returns the first ones"
        raise InputError(f"problem.coordinates: missing: {remedy}", "problem.coordinates", None, remedy)
    problem = Own(keys.text("function"), names["initial"], names["loss"], count, folder)
    return problem, {**names, "coordinates": problem.coordinates}


def _optimiser(keys: Keys) -> dict[str, Any]:
    method = keys.choice("method", OPTIMISERS, "gradient-descent")
    made: dict[str, Any] = {"method": method, "rate": keys.number("rate")}
    if method != "gradient-descent":
        made["momentum"] = keys.number("momentum", 0.9, 0.0, 1.0)
    if method == "adam":
        made["memory"] = keys.number("memory", 0.999, 0.0, 1.0)
    keys.done()
    return made


def _rounds(keys: Keys, adapt: int | None) -> Rounds:
    found = Rounds(
        steps=keys.whole("steps"),
        turn=keys.whole("turn", 5),
        measure=keys.whole("measure", 10, 0),
        warm=keys.flag("warm", True),
        check=keys.flag("check", True),
        tolerance=keys.number("tolerance", 1e-6),
        loss=keys.whole("loss", 1, 0),
        checkpoint=keys.whole("checkpoint", 10),
        adapt=keys.whole("adapt", 0, 0) if adapt is None else adapt,
        seed=keys.whole("seed", 1, 0),
    )
    if adapt is not None:
        keys.take("adapt")
    keys.done()
    return found


def _limits(keys: Keys) -> Limits:
    found = Limits(
        silence=keys.number("silence", 60.0),
        poll=keys.number("poll", 0.001, below=1.0),
        solve=keys.number("solve", 60.0),
        orphan=keys.number("orphan", 600.0),
    )
    keys.done()
    for key in ("silence", "orphan"):
        if getattr(found, key) < 10 * found.poll:
            raise refused(f"limits.{key}", getattr(found, key), f"must be at least ten times limits.poll, {found.poll:g}")
    return found


def _injection(keys: Keys, workers: int, folder: Path) -> tuple[Injection | None, dict[str, Any] | None]:
    if not len(keys):
        return None, None
    kind, seed = keys.choice("delay", KINDS), keys.whole("seed", 1, 0)
    source: Law | Trace
    given = [key for key in ("law", "trace") if key in keys]
    if len(given) != 1:
        remedy = "give either a law with its keys or a trace, a file of times"
        raise InputError(f"stragglers.law: {remedy}", "stragglers.law", None, remedy)
    if given == ["trace"]:
        keys.take("law")
        file = keys.text("trace")
        keys.done()
        with concerning("stragglers.trace", file):
            source = Trace.read(folder / file)
        if source.workers != workers:
            raise refused("stragglers.trace", file, f"has {source.workers} columns: must have one a worker, {workers}")
        described: dict[str, Any] = {"trace": file, "rows": sha256(source.rows.tobytes()).hexdigest()}
        least = float(source.rows.min())
    else:
        name = keys.text("law")
        source = _law(name, keys.rest())
        described = {"law": name, **source.parameters}
        least = source.support[0]
    if kind == "multiplied" and least < 1.0:
        raise refused("stragglers.delay", kind, f"needs numbers from 1 on, and here the least is {least:g}: see its shift")
    return Injection(kind, source, seed), {"delay": kind, "seed": seed, **described}


def _law(name: str, parameters: dict[str, Any]) -> Law:
    try:
        return of_parameters(name, parameters)
    except (KeyError, TypeError) as error:
        # An instance file with it says which laws there are, and which keys they have.
        Instance.from_dict({"system": {"workers": 1, "coordinates": 1}, "stragglers": {"law": name, **parameters}})
        raise refused("stragglers.law", name, "is no law that delays are drawn from") from error


def _instance(
    keys: Keys, workers: int, coordinates: int, injection: Injection | None, folder: Path
) -> Instance | None:
    """What methods solve: the file of ``instance``, or else the delays that are added."""
    file = keys.perhaps_text("instance")
    if file is not None:
        with concerning("instance", file):
            found = Instance.read(folder / file)
        if (found.workers, found.coordinates) != (workers, coordinates):
            remedy = f"must have {workers} workers and {coordinates} coordinates, as the task has"
            raise refused("instance", file, f"has {found.workers} and {found.coordinates}: {remedy}")
        return found
    if injection is None or injection.kind != "added":
        return None
    # One subset of all coordinates is one pass: runtimes come out in seconds.
    return Instance(workers, coordinates, injection.source, cycles=1.0 / coordinates)


def _scheme(
    keys: Keys, workers: int, coordinates: int, instance: Instance | None, limits: Limits, folder: Path
) -> Chosen:
    sources = [key for key in ("method", "partition") if key in keys]
    if len(sources) != 1:
        remedy = "give either a method or a partition"
        raise InputError(f"{keys.path('method')}: {remedy}", keys.path("method"), None, remedy)
    method = None
    if "method" in keys:
        method = keys.choice("method", METHODS)
        keys.take("partition")
        # Without redundancy there is nothing that depends on times.
        if instance is None and method not in ("uncoded", "uniform"):
            remedy = "needs times to optimise for: give instance = FILE, or a partition; a run logs such an instance"
            raise refused(keys.path("method"), method, remedy)
        made = instance or Instance(workers, coordinates, [[1.0] * workers])
        sizes = answer(keys.path("method"), method, made, limits.solve)
    else:
        given = keys.take("partition")
        keys.take("method")
        path = keys.path("partition")
        sizes = (
            of_file(path, given, folder, workers, coordinates)
            if isinstance(given, str)
            else of_list(path, given, workers, coordinates)
        )
    name = keys.text("name", method)
    if not re.fullmatch(r"[\w.-]{1,100}", name) or name.startswith("."):
        raise refused(keys.path("name"), name, "must be up to 100 letters, digits, points, - and _: it names a folder")
    construction = keys.choice("construction", CONSTRUCTIONS, "reed-solomon")
    seed = keys.whole("seed", 1, 0)
    adapts = keys.flag("adapt", method not in (None, "uncoded", "uniform"))
    keys.done()
    if adapts and method is None:
        raise refused(keys.path("adapt"), adapts, "needs a method, which is solved again")
    with concerning(keys.path("construction"), construction):
        scheme = Scheme(sizes, construction, seed=seed)
    return Chosen(name, method, construction, seed, adapts, scheme)


def _described(chosen: Chosen) -> dict[str, Any]:
    return {
        "name": chosen.name,
        "method": chosen.method,
        "construction": chosen.construction,
        "seed": chosen.seed,
        "adapt": chosen.adapts,
        "partition": sizes_of(chosen.scheme),
    }


def sizes_of(scheme: Scheme) -> list[int]:
    """The partition of a scheme."""
    sizes = [0] * scheme.workers
    for block in scheme.blocks:
        sizes[block.matrix.stragglers] = block.last - block.first + 1
    return sizes
