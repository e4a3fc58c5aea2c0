"""Studies on a real Ray cluster of several nodes on this machine, one of which is killed in the middle."""

import json
import pathlib
import threading
import time

import pytest

import nonlin

pytestmark = pytest.mark.ray
ray = pytest.importorskip("ray")
PENGUINS = pathlib.Path(__file__).parents[3] / "data" / "penguins.csv"
PLAN = {"target": "species", "activations": ["relu", "tanh", "step"], "seeds": 6, "learning_rates": [0.01], "weight_decays": [0], "epochs": 40}


@pytest.fixture
def cluster():
    from ray.cluster_utils import Cluster

    made = Cluster(initialize_head=True, head_node_args={"num_cpus": 0, "include_dashboard": False})
    yield made
    ray.shutdown()
    made.shutdown()


def without_times(outcome):
    return json.dumps({**outcome, "ranking": [{**ranked, "seconds": 0} for ranked in outcome["ranking"]]})


@pytest.fixture(scope="module")
def local():
    return nonlin.lab(PENGUINS, **PLAN)


def test_the_verdict_is_the_local_one_to_the_byte(cluster, local):
    cluster.add_node(num_cpus=1)
    cluster.add_node(num_cpus=1)
    study = nonlin.lab(PENGUINS, engine="ray", address=cluster.address, **PLAN)
    assert without_times(study.json) == without_times(local.json) and study.verdict == local.verdict
    assert str(study).splitlines()[-1] == str(local).splitlines()[-1]


def test_a_killed_node_loses_nothing_and_doubles_nothing(cluster, local, tmp_path):
    cluster.add_node(num_cpus=1)
    doomed = cluster.add_node(num_cpus=1)
    finished, killed = [], threading.Event()

    def told(event):
        finished.extend(event[1:] if event[0] == "finished" else [])
        if len(finished) == 4 and not killed.is_set():
            killed.set()
            threading.Thread(target=cluster.remove_node, args=(doomed,), kwargs={"allow_graceful": False}).start()

    store = tmp_path / "trials.db"
    study = nonlin.lab(PENGUINS, engine="ray", address=cluster.address, store=store, progress=told, **PLAN)
    assert killed.is_set() and len(cluster.list_all_nodes()) == 2
    assert without_times(study.json) == without_times(local.json)
    import sqlite3

    keys = sqlite3.connect(store).execute("SELECT count(*), count(DISTINCT key) FROM study_trials").fetchone()
    made = sum(ranked["trials"] for ranked in local.json["ranking"])
    assert keys == (made, made) and len(finished) == made


def test_the_command_has_the_engine(cluster, local, capfd):
    from nonlin import _nonlin
    from nonlin._command import engine

    cluster.add_node(num_cpus=2)
    words = ["lab", str(PENGUINS), "--target", "species", "--activations", "relu,tanh,step", "--seeds", "6", "--learning-rates", "0.01", "--weight-decays", "0"]
    status = _nonlin.command([*words, "--epochs", "40", "--no-store", "--json", "--engine", "ray", "--address", cluster.address], engine)
    assert status == 0 and without_times(json.loads(capfd.readouterr().out)) == without_times(local.json)


def test_a_cluster_that_is_not_there_is_named():
    start = time.monotonic()
    with pytest.raises(nonlin.NonlinError, match="no Ray cluster at `127.0.0.1:1`"):
        nonlin.lab(PENGUINS, engine="ray", address="127.0.0.1:1", **PLAN)
    assert time.monotonic() - start < 60


def test_an_error_of_a_training_is_told(cluster):
    cluster.add_node(num_cpus=1)
    with pytest.raises(nonlin.NonlinError, match="did you mean `species`"):
        nonlin.lab(PENGUINS, engine="ray", address=cluster.address, **{**PLAN, "target": "specis"})
