"""Studies on Ray: trials per minute over 1 and 2 nodes of one core each, and what a trial costs the driver.

    python3 benches/cluster.py               in an interpreter that has nonlin and Ray

The nodes are raylets of their own on this machine; the head has no processor, so that only they train. What the driver takes per trial is its own
processor time over that of the study, from which follows how many nodes one driver can feed.
"""
import argparse
import pathlib
import resource
import time

import nonlin
from ray.cluster_utils import Cluster

import ray

DATA = pathlib.Path(__file__).resolve().parent.parent / "data" / "penguins.csv"


def own_time():
    """Processor seconds of this process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def study(plan, **where):
    """(trials, seconds, processor seconds of the driver)"""
    start, own = time.monotonic(), own_time()
    outcome = nonlin.lab(DATA, target="species", progress=False, **plan, **where).json
    trials = sum(ranked["trials"] for ranked in outcome["ranking"])
    return trials, time.monotonic() - start, own_time() - own


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--hidden", default="512,512")
    arguments = parser.parse_args()
    plan = {"activations": ["relu", "gelu", "silu", "tanh", "elu"], "seeds": arguments.seeds, "learning_rates": [0.01], "weight_decays": [0], "hidden": arguments.hidden}
    plan["equivalence"] = 0
    print("| where | trials | seconds | trials per minute | driver, ms per trial |\n| --- | --- | --- | --- | --- |")
    trials, seconds, own = study(plan, threads=1)
    print(f"| this process, one thread | {trials} | {seconds:.1f} | {60 * trials / seconds:.0f} | |")
    alone = seconds / trials
    for nodes in [1, 2]:
        cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 0, "include_dashboard": False})
        for _ in range(nodes):
            cluster.add_node(num_cpus=1)
        ray.init(address=cluster.address, log_to_driver=False, configure_logging=False)
        # The first tasks start the workers, which import the package.
        study({**plan, "seeds": 2}, engine="ray")
        trials, seconds, own = study(plan, engine="ray")
        print(f"| {nodes} node{'s' * (nodes > 1)} of one core | {trials} | {seconds:.1f} | {60 * trials / seconds:.0f} | {1e3 * own / trials:.1f} |", flush=True)
        ray.shutdown()
        cluster.shutdown()
    print(f"\nA trial takes {1e3 * alone:.0f} ms of a core and {1e3 * own / trials:.1f} ms of the driver: one driver can feed {alone / (own / trials):.0f} such nodes.")


if __name__ == "__main__":
    main()
