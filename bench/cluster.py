"""A standalone Spark cluster on loopback: a master and workers, each a process of its own."""

import json
import os
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

HOST = "127.0.0.1"
_PATIENCE = 120.0


@contextmanager
def cluster(folder: Path, workers: int, cores: int = 2) -> Iterator[str]:
    """Start a master and so many workers; gives the URL of the master once all of them have reported to it."""
    port, page = _free_port(), _free_port()
    url = f"spark://{HOST}:{port}"
    running = [_start(folder, "master.Master", "--port", str(port), "--webui-port", str(page))]
    try:
        _wait(page, 0, running)
        for number in range(workers):
            place = folder / f"worker{number}"
            options = ("--cores", str(cores), "--memory", "2g", "--webui-port", "0", "--work-dir", str(place))
            running.append(_start(folder, "worker.Worker", *options, url))
        _wait(page, workers, running)
        yield url
    finally:
        for process in reversed(running):
            process.terminate()
        for process in running:
            process.wait(timeout=30)


def _start(folder: Path, what: str, *options: str) -> subprocess.Popen[bytes]:
    spec = find_spec("pyspark")
    if spec is None or spec.origin is None:
        raise RuntimeError("PySpark is not installed")
    home = Path(spec.origin).parent
    command = [str(home / "bin" / "spark-class"), f"org.apache.spark.deploy.{what}", "--host", HOST, *options]
    with (folder / f"{what}.log").open("ab") as log:
        environment = os.environ | {"SPARK_HOME": str(home), "SPARK_LOCAL_IP": HOST}
        return subprocess.Popen(command, stdout=log, stderr=log, env=environment)  # noqa: S603 - our own command


def _wait(page: int, workers: int, running: list[subprocess.Popen[bytes]]) -> None:
    """Wait until the master says that it has so many workers."""
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        if any(process.poll() is not None for process in running):
            break
        try:
            with urllib.request.urlopen(f"http://{HOST}:{page}/json/", timeout=5) as answer:
                if json.load(answer)["aliveworkers"] == workers:
                    return
        except OSError:
            pass
        time.sleep(0.2)
    raise RuntimeError("the cluster has not come up: look into its logs")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port
