#!/usr/bin/env python3
"""Records texts of a real node exporter for run.py's --texts, each in a file of its own, packed.

A scrape every 15 s for a day takes a day. Taken at a shorter INTERVAL the texts are as real, but what grows with time
has grown by less between two of them; run.py lays them 15 s apart and says so.

Usage: record.py COUNT INTERVAL DIRECTORY      (INTERVAL in seconds, DIRECTORY outside of the repository)
"""
import gzip, os, shutil, socket, subprocess, sys, time
import urllib.request


def free_port():
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        return s.getsockname()[1]


def get(url):
    with urllib.request.urlopen(url, timeout=60) as answer:
        return answer.read()


def texts(count, interval):
    """The texts of an exporter of our own, one after the other as they are taken."""
    if not shutil.which('prometheus-node-exporter'):
        sys.exit('bench/store: prometheus-node-exporter is missing: scripts/install-packages bench')
    port = free_port()
    process = subprocess.Popen(['prometheus-node-exporter', f'--web.listen-address=127.0.0.1:{port}'],
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        url, end = f'http://127.0.0.1:{port}/metrics', time.monotonic() + 30
        while True:
            try:
                get(url)
                break
            except OSError:
                if time.monotonic() > end:
                    sys.exit('bench/store: the node exporter did not answer within 30 s')
                time.sleep(0.05)
        start = time.monotonic()
        for number in range(count):
            yield get(url)
            time.sleep(max(0, start + interval * (number + 1) - time.monotonic()))
    finally:
        process.terminate()
        process.wait()


def read(directory, every=1):
    """Each `every`th of the texts of a directory, packed or not, in the order of their names."""
    for name in sorted(os.listdir(directory))[::every]:
        path = f'{directory}/{name}'
        with (gzip.open(path) if name.endswith('.gz') else open(path, 'rb')) as file:
            yield file.read()


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    os.makedirs(sys.argv[3], exist_ok=True)
    for number, text in enumerate(texts(int(sys.argv[1]), float(sys.argv[2]))):
        with gzip.open(f'{sys.argv[3]}/{number:06d}.txt.gz', 'wb', compresslevel=1) as file:
            file.write(text)


if __name__ == '__main__':
    main()
